namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>What an operator had asked for again, and why.</summary>
/// <param name="Answers">How many.</param>
/// <param name="Orders">The first twenty of their orders.</param>
public sealed record ResumeRequest(DateTimeOffset RequestedAt, string RequestedBy, string Reason, long Answers, IReadOnlyList<Guid> Orders);
