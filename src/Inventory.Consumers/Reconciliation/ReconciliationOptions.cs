namespace FlashSale.Inventory.Reconciliation;

/// <summary>How often the books are compared and when a difference counts. The defaults are what production runs with.</summary>
public sealed record ReconciliationOptions
{
    /// <summary>How often the sums of all sales are compared: one statement, and one script a sale.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A sale whose sums differ for so long has its orders walked over: it is busy, or something is wrong.</summary>
    public TimeSpan RestlessFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two walks over such a sale, or over one where something was found. Never less than <see cref="DutyCycle"/> walks long.</summary>
    public TimeSpan WalkAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every sale's orders are walked over so often, for what sums do not show.</summary>
    public TimeSpan WalkEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A walk takes its turn for one part in so many of the time at most.</summary>
    public int DutyCycle { get; init; } = 20;

    /// <summary>After each part a walk rests for so many times as long as that took (<see cref="WalkPace"/>).</summary>
    public int RestPerPart { get; init; } = 4;

    /// <summary>Younger than this, an order may be on its way wherever nobody looks.</summary>
    public TimeSpan LeastAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>No message of an order is on its way for so long, as long as others move: all redeliveries of one take 12 min 35 s.</summary>
    public TimeSpan MaxTransitTime { get; init; } = TimeSpan.FromMinutes(15);
}
