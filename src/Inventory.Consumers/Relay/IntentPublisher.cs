using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Inventory.Relay;

/// <summary>Hands an intent to the broker.</summary>
sealed class IntentPublisher(IBus bus)
{
    /// <summary>Returns when the broker has confirmed that the order is in a queue.</summary>
    /// <exception cref="MessageException">No queue is bound for it, or the broker refused it.</exception>
    public Task PublishAsync(OrderSubmitted order, CancellationToken cancellationToken) =>
        bus.Publish(order, context => context.MessageId = MessageIdOf(order.OrderId), cancellationToken);

    /// <summary>An intent that is published again is a duplicate, not a second order.</summary>
    public static Guid MessageIdOf(Guid orderId) => DerivedId.Of(orderId, nameof(OrderSubmitted));
}
