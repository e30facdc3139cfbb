using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Notifications;

public sealed class OrderRejectedConsumer(NoticeFlow flow) : IConsumer<OrderRejected>
{
    public Task Consume(ConsumeContext<OrderRejected> context)
    {
        var order = context.Message;
        return flow.RunAsync(context, new Notice(NoticeKind.Rejected, order.OrderId, order.ProductId, order.Quantity, order.Amount, order.Currency, order.Email));
    }
}
