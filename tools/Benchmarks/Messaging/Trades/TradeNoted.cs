namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>What every consumed message sends on.</summary>
public sealed record TradeNoted
{
    public required Guid TradeId { get; init; }
    public required string By { get; init; }
}
