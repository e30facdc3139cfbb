using FlashSale.Admission.Reservations;
using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.ServiceDefaults;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>Allocates units of the ledger to an order, or rejects it and drops its reservation in Redis.</summary>
public sealed class AllocateStockConsumer(LedgerCommits ledger, Sales sales, ReservationStore reservations) : IConsumer<AllocateStock>
{
    public async Task Consume(ConsumeContext<AllocateStock> context)
    {
        var (message, cancellationToken) = (context.Message, context.CancellationToken);
        CrashPoint.Reach("allocation-taken", message.UserId);
        var decision = await ledger.DecideAsync(LedgerCommand.From(message), cancellationToken);
        CrashPoint.Reach("allocated");
        if (decision.Outcome == LedgerOutcome.Allocated)
        {
            var allocated = new StockAllocated { OrderId = message.OrderId, PaymentDueAt = decision.PaymentDueAt!.Value };
            await context.PublishDecisionAsync(message.OrderId, DecisionMessage.Allocation, allocated);
            return;
        }

        // The units that Redis took for this order do not exist: they are not offered again.
        await reservations.DropAsync(message.ProductId, await sales.EpochAsync(message.ProductId, cancellationToken), message.OrderId, cancellationToken);
        var rejected = new StockRejected { OrderId = message.OrderId, Reason = decision.Reason! };
        await context.PublishDecisionAsync(message.OrderId, DecisionMessage.Allocation, rejected);
    }
}
