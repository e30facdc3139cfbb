namespace FlashSale.Inventory.Reconciliation;

/// <summary>What can be wrong between the three books.</summary>
public enum FindingKind
{
    /// <summary>Redis reserved units for an order that has neither saga nor decision of the ledger.</summary>
    SubmissionLost,

    /// <summary>The ledger rejected the order or has its units back; Redis still reserves them.</summary>
    ReleaseLost,

    /// <summary>The ledger holds or sold units of an order that Redis has no reservation of: it may sell them again.</summary>
    ReservationLost,

    /// <summary>What Redis has for sale and has reserved does not add up to the ledger's total. Positive: units that nobody can buy; negative: units that do not exist.</summary>
    Counter,

    /// <summary>The saga has decided about the units; the ledger still holds them.</summary>
    SettlementLost,
}
