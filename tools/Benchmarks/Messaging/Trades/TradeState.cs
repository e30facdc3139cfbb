using MassTransit;

namespace FlashSale.Benchmarks.Messaging.Trades;

public sealed class TradeState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public string Terms { get; set; } = "";
    public int Moves { get; set; }
}
