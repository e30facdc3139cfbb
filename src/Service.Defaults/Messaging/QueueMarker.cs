namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// Published now and then and delivered to every queue. A queue delivers in order: what was put there before <see cref="SentAt"/> has been
/// delivered when the marker has.
/// </summary>
public sealed record QueueMarker
{
    /// <summary>By PostgreSQL's clock, before it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }
}
