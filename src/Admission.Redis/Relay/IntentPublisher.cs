using System.Security.Cryptography;
using FlashSale.Contracts;
using MassTransit;

namespace FlashSale.Admission;

/// <summary>Hands an intent to the broker.</summary>
sealed class IntentPublisher(IBus bus)
{
    /// <summary>Returns when the broker has confirmed that the order is in a queue.</summary>
    /// <exception cref="MessageException">No queue is bound for it, or the broker refused it.</exception>
    public Task PublishAsync(OrderSubmitted order, CancellationToken cancellationToken) => bus.Publish(order, context =>
    {
        context.MessageId = MessageIdOf(order.OrderId);
        // Without it a broker that has no queue for the order confirms and drops it.
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.Mandatory = true;
    }, cancellationToken);

    /// <summary>A digest of the order id: an intent that is published again is a duplicate, not a second order.</summary>
    public static Guid MessageIdOf(Guid orderId)
    {
        Span<byte> seed = [.. orderId.ToByteArray(bigEndian: true), .. "OrderSubmitted"u8];
        var digest = SHA256.HashData(seed).AsSpan(0, 16);
        // RFC 9562, version 8: an id of our own making.
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest, bigEndian: true);
    }
}
