namespace FlashSale.Inventory.Ledger;

/// <summary>What the ledger can be asked to do for an order. The names, in lower case, are the actions that inventory.decide accepts.</summary>
public enum LedgerAction
{
    Allocate,
    Commit,
    Release,
}
