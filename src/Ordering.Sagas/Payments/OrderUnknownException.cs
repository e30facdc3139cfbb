namespace FlashSale.Ordering.Sagas.Payments;

/// <summary>A payment arrived for an order that does not exist, or does not exist yet.</summary>
public sealed class OrderUnknownException(Guid orderId) : Exception($"A payment for order {orderId}, which does not exist (yet).");
