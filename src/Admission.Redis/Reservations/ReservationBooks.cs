namespace FlashSale.Admission.Reservations;

/// <summary>Redis's books of a sale at the moment when a walk over its reservations begins, in units.</summary>
/// <param name="Now">By Redis's clock, as the times when orders were accepted.</param>
/// <param name="OldestIntentAt">When the oldest order in the sale's stream was accepted; the broker has or had everything accepted before it. Null: the stream is empty.</param>
public sealed record ReservationBooks(DateTimeOffset Now, long Epoch, long Version, int Available, int Reserved, DateTimeOffset? OldestIntentAt)
{
    /// <summary>Whether the relay has handed on an order that was accepted at that time.</summary>
    public bool IsRelayed(DateTimeOffset acceptedAt) => acceptedAt < (OldestIntentAt ?? Now);
}
