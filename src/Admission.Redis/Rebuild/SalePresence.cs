namespace FlashSale.Admission.Rebuild;

/// <summary>What Redis has of a sale.</summary>
/// <param name="Epoch">0: Redis carries no epoch.</param>
/// <param name="Rebuild">The epoch that a rebuild is building, or was building when it died; 0: none.</param>
/// <param name="Reserved">Units of all live reservations, as counted.</param>
/// <param name="Reservations">Live reservations (orders).</param>
public sealed record SalePresence(long Epoch, long Rebuild, long Reserved, long Reservations)
{
    /// <summary>
    /// Whether Redis carries the epoch and holds what it counts. Data that was lost with the sale's own key, or the reservations as a
    /// whole, is noticed here; a lost key of one buyer is not.
    /// </summary>
    public bool Carries(long epoch) => Epoch == epoch && Reservations <= Reserved && Reservations > 0 == Reserved > 0;
}
