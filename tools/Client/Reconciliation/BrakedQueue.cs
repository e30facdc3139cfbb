namespace FlashSale.Client.Reconciliation;

/// <summary>A queue that stands still, because every message that is tried fails for a reason that is not the message's.</summary>
/// <param name="SqlState">PostgreSQL's code of the last failure.</param>
/// <param name="Cause">Its text.</param>
/// <param name="Remedy">What the person does.</param>
public sealed record BrakedQueue(string Queue, DateTimeOffset Since, string SqlState, string Cause, string Remedy);
