namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>Begins a saga.</summary>
public sealed record BeginTrade
{
    public required Guid TradeId { get; init; }

    /// <summary>As much text as an order's terms are.</summary>
    public string Terms { get; init; } = new('x', 200);
}
