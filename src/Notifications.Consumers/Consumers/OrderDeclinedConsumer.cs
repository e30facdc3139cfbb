using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Notifications;

public sealed class OrderDeclinedConsumer(NoticeFlow flow) : IConsumer<OrderDeclined>
{
    public Task Consume(ConsumeContext<OrderDeclined> context)
    {
        var order = context.Message;
        return flow.RunAsync(context, new Notice(NoticeKind.Declined, order.OrderId, order.ProductId, order.Quantity, order.Amount, order.Currency, order.Email));
    }
}
