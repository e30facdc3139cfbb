using FlashSale.Contracts;

namespace FlashSale.Admission.Rebuild;

/// <summary>An order that a rebuild brings back.</summary>
/// <param name="IsLive">It holds units. One that does not comes back for its idempotency key alone.</param>
public readonly record struct RestoredOrder(OrderSubmitted Order, bool IsLive);
