namespace FlashSale.Inventory.Rebuild;

/// <summary>How the loss of Redis's data is noticed and made good. The defaults are what production runs with.</summary>
public sealed record RebuildOptions
{
    /// <summary>How often Redis is asked whether it carries the sales. Two looks that find one missing begin its rebuild.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How old what RabbitMQ's management API says of a queue may be: its statistics interval, 5 s by default, and a little more.</summary>
    public TimeSpan StatisticsAge { get; init; } = TimeSpan.FromSeconds(6);
}
