using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Notifications;

public sealed class OrderCancelledConsumer(NoticeFlow flow) : IConsumer<OrderCancelled>
{
    public Task Consume(ConsumeContext<OrderCancelled> context)
    {
        var order = context.Message;
        return flow.RunAsync(context, new Notice(NoticeKind.Cancelled, order.OrderId, order.ProductId, order.Quantity, order.Amount, order.Currency, order.Email));
    }
}
