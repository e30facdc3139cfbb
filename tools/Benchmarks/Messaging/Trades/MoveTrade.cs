namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>An event of a saga that exists.</summary>
public sealed record MoveTrade
{
    public required Guid TradeId { get; init; }
}
