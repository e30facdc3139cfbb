namespace FlashSale.Admission.Reservations;

/// <summary>Redis's books of a sale at the moment when a walk over its reservations begins, in units.</summary>
/// <param name="Now">By Redis's clock, like the times at which orders were accepted.</param>
/// <param name="OldestIntentAt">When the oldest order in the sale's stream was accepted; the broker has received everything that was accepted before it. Null: the stream is empty.</param>
public sealed record ReservationBooks(DateTimeOffset Now, long Epoch, long Version, int Available, int Reserved, DateTimeOffset? OldestIntentAt)
{
    /// <summary>Whether the relay has passed on an order that was accepted at that time.</summary>
    public bool IsRelayed(DateTimeOffset acceptedAt) => acceptedAt < (OldestIntentAt ?? Now);
}
