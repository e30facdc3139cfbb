namespace FlashSale.Ordering.Api.Shop.Admission;

/// <summary>When a long queue sheds load. The defaults are what production runs with.</summary>
public sealed record BacklogOptions
{
    /// <summary>How often the pipeline is looked at.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>New orders are refused while they would wait longer than this for the ledger's decision.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For so long the wait must have been above its limit.</summary>
    public TimeSpan ClosesAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A line that has not moved for so long stands; its pace of before says nothing any more.</summary>
    public TimeSpan StandsAfter { get; init; } = TimeSpan.FromSeconds(2);
}
