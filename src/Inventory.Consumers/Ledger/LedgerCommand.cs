using FlashSale.Contracts;

namespace FlashSale.Inventory.Ledger;

/// <param name="OrderId">The order. The ledger never makes more than one allocation and one settlement for it.</param>
/// <param name="ProductId">The product to whose stock the units belong.</param>
/// <param name="Action">Allocate, commit or release.</param>
/// <param name="Quantity">Units, positive.</param>
/// <param name="PaymentWindowSeconds">Only for allocations: seconds from the ledger's transaction until payment is due.</param>
public sealed record LedgerCommand(Guid OrderId, string ProductId, LedgerAction Action, int Quantity, int PaymentWindowSeconds = 0)
{
    public static LedgerCommand From(AllocateStock message) =>
        new(message.OrderId, message.ProductId, LedgerAction.Allocate, message.Quantity, message.PaymentWindowSeconds);

    public static LedgerCommand From(CommitStock message) =>
        new(message.OrderId, message.ProductId, LedgerAction.Commit, message.Quantity);

    public static LedgerCommand From(ReleaseStock message) =>
        new(message.OrderId, message.ProductId, LedgerAction.Release, message.Quantity);
}
