namespace FlashSale.Inventory.Ledger;

/// <summary>
/// A command contradicts what the ledger has on record: a release of units that are sold, or a settlement of units
/// that were never held. No units moved, and a retry cannot succeed; an operator has to look at it.
/// </summary>
/// <param name="command">The command that was not carried out.</param>
/// <param name="conflict">not-allocated, already-committed, already-released or other-terms, as in inventory.decide.</param>
public sealed class LedgerConflictException(LedgerCommand command, string conflict)
    : Exception($"Cannot {command.Action} {command.Quantity} of {command.ProductId} for order {command.OrderId}: {conflict}.")
{
    public string Conflict => conflict;
}
