namespace FlashSale.Ordering.Sagas.Timeline;

/// <summary>One event that an order handled: a row of ordering.timeline. PostgreSQL gives id and time.</summary>
public sealed class TimelineEntry
{
    public long Id { get; private set; }
    public required Guid OrderId { get; init; }
    public required string FromState { get; init; }

    /// <summary>Equal to FromState when the order only recorded the event.</summary>
    public required string ToState { get; init; }

    /// <summary>The message's name, as in Contracts.</summary>
    public required string Event { get; init; }

    public required Guid? MessageId { get; init; }
}
