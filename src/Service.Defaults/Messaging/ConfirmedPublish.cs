using MassTransit;
using MassTransit.Transports;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>A publish that always completes: with the broker's confirm, or with a fault.</summary>
public static class ConfirmedPublish
{
    /// <summary>The same as the relay's limit.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Returns when the broker has confirmed the message. After a connection breaks, a publish or the declaration of its exchange may wait
    /// for a reply for ever and block everything behind it on its channel; a consumer that waits for it would never acknowledge.
    /// </summary>
    /// <exception cref="TimeoutException">No confirm: the message may have arrived, and has to be published again.</exception>
    public static Task PublishConfirmedAsync<T>(this ConsumeContext context, T message, Action<PublishContext<T>> configure)
        where T : class => PublishAsync(context, message, configure, Timeout);

    internal static async Task PublishAsync<T>(ConsumeContext context, T message, Action<PublishContext<T>> configure, TimeSpan limit)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            // Not by the context's own Publish: MassTransit waits for its publishes once more at the end, and makes a message that was redelivered because
            // of one a dead letter as well. A publish that waits for a lost connection may ignore its token.
            await new PublishEndpoint(context.ReceiveContext.PublishEndpointProvider).Publish(message, Configure, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No confirm of {typeof(T).Name} within {limit.TotalSeconds:0} s.", exception);
        }

        void Configure(PublishContext<T> publish)
        {
            publish.ConversationId = context.ConversationId;
            publish.InitiatorId = context.CorrelationId ?? context.RequestId;
            configure(publish);
        }
    }
}
