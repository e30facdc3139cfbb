namespace FlashSale.Inventory.Ledger;

/// <summary>What the ledger has on record. The names, in lower case, are the decisions of inventory.movements.</summary>
public enum LedgerOutcome
{
    Allocated,
    Rejected,
    Committed,
    Released,
}
