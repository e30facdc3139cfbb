namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>When a sale's long queue makes the API shed its load. Production runs with the defaults.</summary>
public sealed record BacklogOptions
{
    /// <summary>Pause between two looks at the pipeline.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>New orders of a sale are refused while they would wait longer than this for the ledger's decision.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait must have been above its limit for this long.</summary>
    public TimeSpan ClosesAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A queue that has not moved for this long is stalled: a new order waits at least as long as the first one has. Fewer orders than a queue, and not older than this, pass as they come.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Fewer orders that wait never close a sale; they may be a single problem, such as a few dead letters.</summary>
    public int ShortestQueue { get; init; } = 100;
}
