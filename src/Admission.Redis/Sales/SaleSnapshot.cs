namespace FlashSale.Admission.Sales;

/// <summary>Redis's books of one sale at one moment, in units.</summary>
/// <param name="Available">Units for sale.</param>
/// <param name="Reserved">Units of all live reservations: in flight, held and sold.</param>
/// <param name="IntentsWaiting">Intents that the relay has not yet passed to the broker (orders, not units).</param>
/// <param name="IntentsSetAside">Intents that could not be read.</param>
public sealed record SaleSnapshot(int Available, int Reserved, long IntentsWaiting, long IntentsSetAside, long Version, long Epoch);
