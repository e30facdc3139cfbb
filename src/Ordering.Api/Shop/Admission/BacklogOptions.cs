namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>When a long queue makes the API shed load. Production runs with the defaults.</summary>
public sealed record BacklogOptions
{
    /// <summary>Pause between two looks at the pipeline.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>New orders are refused while they would wait longer than this for the ledger's decision.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait must have been above its limit for this long.</summary>
    public TimeSpan ClosesAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A queue that has not moved for this long is stalled; its earlier throughput no longer counts.</summary>
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(2);
}
