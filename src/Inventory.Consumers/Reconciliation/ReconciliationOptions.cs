namespace FlashSale.Inventory.Reconciliation;

/// <summary>How often the books are compared and when a difference counts. The defaults are what production runs with.</summary>
public sealed record ReconciliationOptions
{
    /// <summary>Pause between two comparisons of the sums of all sales: one statement, and one script per sale.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A sale whose sums differ for this long has its orders walked over: it is busy, or something is wrong.</summary>
    public TimeSpan RestlessFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Pause between two walks over such a sale, or over one where something was found; never less than <see cref="PauseFactor"/> times the walk. When only the
    /// second sight of a finding is missing, the pause is as long as the walk.
    /// </summary>
    public TimeSpan WalkAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every sale's orders are walked over at this interval, for what sums do not show.</summary>
    public TimeSpan WalkEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A walk is followed by a pause of this many times its length: walks take at most 1/20 of the time.</summary>
    public int PauseFactor { get; init; } = 20;

    /// <summary>After each part a walk rests for this many times as long as the part took (<see cref="WalkPace"/>).</summary>
    public int RestPerPart { get; init; } = 4;

    /// <summary>Younger than this, an order may be on its way where nothing shows it.</summary>
    public TimeSpan LeastAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>No message of an order is on its way for this long while others move: all redeliveries of one take 12 min 35 s.</summary>
    public TimeSpan MaxTransitTime { get; init; } = TimeSpan.FromMinutes(15);
}
