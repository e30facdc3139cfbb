namespace FlashSale.Client.DeadLetters;

/// <summary>Which dead letters of a queue are to be replayed, how fast and why. What is absent is the API's default.</summary>
public sealed record ReplayRequest
{
    public DeadLetterFilter Filter { get; init; } = new();

    /// <summary>Dead letters at most; absent means all that fit.</summary>
    public int? Limit { get; init; }

    /// <summary>Dead letters a second.</summary>
    public int? RatePerSecond { get; init; }

    public bool DryRun { get; init; }

    /// <summary>No more as soon as one comes back.</summary>
    public bool StopOnRepeat { get; init; } = true;

    /// <summary>Goes on record.</summary>
    public string? Reason { get; init; }
}
