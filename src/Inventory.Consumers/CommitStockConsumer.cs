using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>Turns the units held for a paid order into sold ones.</summary>
public sealed class CommitStockConsumer(LedgerCommits ledger) : IConsumer<CommitStock>
{
    public async Task Consume(ConsumeContext<CommitStock> context)
    {
        var message = context.Message;
        await ledger.DecideAsync(LedgerCommand.From(message), context.CancellationToken);
        await context.PublishDecisionAsync(message.OrderId, DecisionMessage.Settlement, new StockCommitted { OrderId = message.OrderId });
    }
}
