using FlashSale.ServiceDefaults.Faults;

namespace FlashSale.Ordering.Sagas.Early;

/// <summary>A buyer's request, or a decline, has come again and again for an order that does not exist.</summary>
public sealed class OrderUnknownException(Guid orderId, string message) : RetryLaterException($"{message} for order {orderId}, which does not exist.");
