using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.Ordering.Sagas.Payments;

/// <summary>A payment, or a buyer's request, arrived for an order that does not exist, or does not exist yet.</summary>
public sealed class OrderUnknownException(Guid orderId, string message) : RetryLaterException($"{message} for order {orderId}, which does not exist (yet).");
