using FlashSale.Admission.Reservations;
using FlashSale.Contracts;
using FlashSale.Inventory.Ledger;
using FlashSale.ServiceDefaults;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>
/// Releases the units held for an unpaid order: in the ledger, then in Redis. The other way round, a crash in between
/// would sell units that the ledger still holds.
/// </summary>
public sealed class ReleaseStockConsumer(LedgerCommits ledger, Sales sales, ReservationStore reservations) : IConsumer<ReleaseStock>
{
    public async Task Consume(ConsumeContext<ReleaseStock> context)
    {
        var (message, cancellationToken) = (context.Message, context.CancellationToken);
        await ledger.DecideAsync(LedgerCommand.From(message), cancellationToken);
        CrashPoint.Reach("released-in-the-ledger");
        // On every delivery: an earlier one may have died after the ledger and before Redis, which moves the units only while it has the reservation.
        await reservations.ReleaseAsync(message.ProductId, await sales.EpochAsync(message.ProductId, cancellationToken), message.OrderId, cancellationToken);
        await context.PublishDecisionAsync(message.OrderId, DecisionMessage.Settlement, new StockReleased { OrderId = message.OrderId });
    }
}
