namespace FlashSale.Client.Sagas;

/// <summary>What somebody had asked for again.</summary>
/// <param name="Answers">How many.</param>
/// <param name="Orders">The first of their orders.</param>
public sealed record ResumeRequest(DateTimeOffset RequestedAt, string RequestedBy, string Reason, long Answers, IReadOnlyList<Guid> Orders);
