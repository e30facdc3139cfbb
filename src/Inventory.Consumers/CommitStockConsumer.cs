using FlashSale.Admission;
using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>Turns the units held for a paid order into sold ones.</summary>
public sealed class CommitStockConsumer(GroupCommit ledger, Sales sales, StockGate gate) : IConsumer<CommitStock>
{
    public async Task Consume(ConsumeContext<CommitStock> context)
    {
        var (message, cancellationToken) = (context.Message, context.CancellationToken);
        await ledger.DecideAsync(LedgerCommand.From(message), cancellationToken);
        await gate.ConcludeAsync(message.ProductId, await sales.EpochAsync(message.ProductId, cancellationToken), message.OrderId, cancellationToken);
        await context.PublishDecisionAsync(message.OrderId, DecisionMessage.Settlement, new StockCommitted { OrderId = message.OrderId });
    }
}
