namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>A replay of a queue's dead letters on an operator's request: a row of ordering.redeliveries.</summary>
public sealed record Redelivery
{
    public required Guid Id { get; init; }
    public required string Queue { get; init; }
    public DeadLetterFilter Filter { get; init; } = new();

    /// <summary>The most messages that are replayed; absent means all that match.</summary>
    public int? Limit { get; init; }
    public required int RatePerSecond { get; init; }
    public bool StopOnRepeat { get; init; } = true;
    public required string RequestedBy { get; init; }
    public required string Reason { get; init; }
    public RedeliveryState State { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Note { get; init; }
    public int Redelivered { get; init; }

    /// <summary>Of those, the ones that failed again while the replay was running.</summary>
    public int CameBack { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
