namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>For the consumer.</summary>
public sealed record CheckTrade
{
    public required Guid TradeId { get; init; }
}
