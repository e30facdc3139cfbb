namespace FlashSale.Benchmarks.Admission.Truth;

/// <summary>A live reservation as Redis holds it.</summary>
sealed record Reservation(Guid OrderId, string UserId, int Quantity, string? IdempotencyKey);
