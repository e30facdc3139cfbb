namespace FlashSale.Benchmarks.Admission.Truth;

/// <summary>All that Redis holds of one sale, as it stands.</summary>
/// <param name="Available">Units for sale.</param>
/// <param name="Reserved">Units held, by the sale's own count.</param>
/// <param name="Intents">Orders in the stream: with the workers stopped, all that were ever accepted.</param>
/// <param name="Reservations">Each one.</param>
sealed record SaleInRedis(int Available, int Reserved, long Intents, IReadOnlyList<Reservation> Reservations);
