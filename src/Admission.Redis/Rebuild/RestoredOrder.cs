using FlashSale.Contracts;

namespace FlashSale.Admission.Rebuild;

/// <summary>An order that a rebuild restores.</summary>
/// <param name="IsLive">It holds units. One that does not is restored only for its idempotency key.</param>
public readonly record struct RestoredOrder(OrderSubmitted Order, bool IsLive);
