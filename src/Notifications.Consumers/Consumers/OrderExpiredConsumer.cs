using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Notifications;

public sealed class OrderExpiredConsumer(NoticeFlow flow) : IConsumer<OrderExpired>
{
    public Task Consume(ConsumeContext<OrderExpired> context)
    {
        var order = context.Message;
        return flow.RunAsync(context, new Notice(NoticeKind.Expired, order.OrderId, order.ProductId, order.Quantity, order.Amount, order.Currency, order.Email));
    }
}
