namespace FlashSale.Inventory.Rebuild;

/// <summary>How the loss of Redis's data is noticed and repaired. The defaults are what production runs with.</summary>
public sealed record RebuildOptions
{
    /// <summary>Pause between two checks that Redis carries the sales. Two looks that find one missing begin its rebuild.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Greatest age of what RabbitMQ's management API reports about a queue: its statistics interval, 5 s by default, and a little more.</summary>
    public TimeSpan StatisticsAge { get; init; } = TimeSpan.FromSeconds(6);
}
