using MassTransit;

namespace FlashSale.Benchmarks.Messaging.Trades;

/// <summary>The least consumer: one message in, one out.</summary>
public sealed class CheckTradeConsumer : IConsumer<CheckTrade>
{
    public Task Consume(ConsumeContext<CheckTrade> context) => context.Publish(new TradeNoted { TradeId = context.Message.TradeId, By = nameof(CheckTrade) });
}
