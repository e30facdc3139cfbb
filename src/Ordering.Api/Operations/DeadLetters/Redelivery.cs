namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Letters of a queue delivered again on somebody's word: a row of ordering.redeliveries.</summary>
public sealed record Redelivery
{
    public required Guid Id { get; init; }
    public required string Queue { get; init; }
    public DeadLetterFilter Filter { get; init; } = new();

    /// <summary>Letters at most; absent means all that fit.</summary>
    public int? Limit { get; init; }
    public required int RatePerSecond { get; init; }
    public bool StopOnRepeat { get; init; } = true;
    public required string RequestedBy { get; init; }
    public required string Reason { get; init; }
    public RedeliveryState State { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Note { get; init; }
    public int Redelivered { get; init; }

    /// <summary>Of those, the ones that failed again while somebody looked.</summary>
    public int CameBack { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
