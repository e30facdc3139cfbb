using FlashSale.Contracts;

namespace FlashSale.Ordering.Sagas.Steps;

/// <summary>
/// The messages that announce an order's outcome. They share no base type, because subscribers treat each as a separate fact;
/// they are built side by side here so that their fields stay the same.
/// </summary>
static class OrderOutcomes
{
    public static OrderConfirmed Confirmed(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, Amount = order.Amount, Currency = order.Currency, Email = order.Email };

    public static OrderExpired Expired(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, Amount = order.Amount, Currency = order.Currency, Email = order.Email };

    public static OrderCancelled Cancelled(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, Amount = order.Amount, Currency = order.Currency, Email = order.Email };

    public static OrderDeclined Declined(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, Amount = order.Amount, Currency = order.Currency, Email = order.Email };

    public static OrderRejected Rejected(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, Amount = order.Amount, Currency = order.Currency, Email = order.Email };
}
