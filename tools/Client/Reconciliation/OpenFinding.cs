namespace FlashSale.Client.Reconciliation;

/// <summary>A contradiction between the books of Redis, ledger and sagas that no message in flight explains.</summary>
/// <param name="Kind">submission-lost, release-lost, reservation-lost, counter or settlement-lost.</param>
/// <param name="OrderId">Absent for a counter, which belongs to the whole sale.</param>
/// <param name="Units">Signed for a counter: a negative one means that Redis could sell these units twice.</param>
/// <param name="Remedy">What is done about it, and by whom.</param>
public sealed record OpenFinding(string Kind, Guid? OrderId, int Units, DateTimeOffset FirstSeenAt, string Remedy);
