using FlashSale.Contracts;

namespace FlashSale.Ordering.Sagas.Steps;

/// <summary>What an order asks of the ledger.</summary>
static class OrderCommands
{
    public static AllocateStock Allocate(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity, PaymentWindowSeconds = order.PaymentWindowSeconds };

    public static CommitStock Commit(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, Quantity = order.Quantity };

    public static ReleaseStock Release(OrderState order) =>
        new() { OrderId = order.CorrelationId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity };
}
