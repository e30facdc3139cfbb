namespace FlashSale.Client.Parked;

/// <summary>What somebody did about parked messages, and why.</summary>
/// <param name="Outcome">sent or discarded.</param>
/// <param name="Count">How many.</param>
/// <param name="Messages">The first of them, as name and message id.</param>
public sealed record ClosedMessages(DateTimeOffset ClosedAt, string ClosedBy, string Reason, string Outcome, long Count, IReadOnlyList<string> Messages);
