using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Notifications;

public sealed class OrderConfirmedConsumer(NoticeFlow flow) : IConsumer<OrderConfirmed>
{
    public Task Consume(ConsumeContext<OrderConfirmed> context)
    {
        var order = context.Message;
        return flow.RunAsync(context, new Notice(NoticeKind.Confirmed, order.OrderId, order.ProductId, order.Quantity, order.Amount, order.Currency, order.Email));
    }
}
