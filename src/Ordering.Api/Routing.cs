using MassTransit;

namespace FlashSale.Ordering.Api;

static class Routing
{
    /// <summary>
    /// RabbitMQ drops a message that no queue takes, without a word. With this it returns the message instead; the outbox keeps
    /// the row and tries again until the consumer's queue exists, however late its service starts.
    /// </summary>
    public static void MustReachAQueue<T>(PublishContext<T> context)
        where T : class
    {
        if (context.TryGetPayload(out RabbitMqSendContext? rabbit))
            rabbit.Mandatory = true;
    }
}
