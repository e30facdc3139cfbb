using MassTransit.Serialization;

namespace MassTransit.PostgresIntegration;

/// <summary>Sends captured messages through the bus and waits for the broker's confirm.</summary>
sealed class MessageSender(IBusControl bus, PostgresMessagingOptions options)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    volatile bool _wasHealthy;

    /// <summary>
    /// Whether the broker accepts messages at all: if not, a failure proves nothing about the message. One endpoint that is up
    /// is enough: a fault of another one must not hold back messages for the rest.
    /// </summary>
    public bool BrokerIsThere
    {
        get
        {
            var health = bus.CheckHealth();
            return health.Status == BusHealthStatus.Healthy || health.Endpoints.Values.Any(endpoint => endpoint.Status == BusHealthStatus.Healthy);
        }
    }

    /// <summary>The first time, for all endpoints: before their queues are bound the broker silently drops messages.</summary>
    public async Task WaitForBrokerAsync(CancellationToken cancellationToken)
    {
        if (!_wasHealthy)
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
            _wasHealthy = true;
        }

        while (!BrokerIsThere)
            await Task.Delay(LookAgain, cancellationToken);
    }

    /// <exception cref="OperationCanceledException">No confirm within the delivery timeout: it may still come.</exception>
    public async Task SendAsync(CapturedMessage message)
    {
        using var timeout = new CancellationTokenSource(options.DeliveryTimeout);
        var endpoint = await bus.GetSendEndpoint(new Uri(message.Destination)).WaitAsync(timeout.Token);
        await endpoint.Send(new SerializedMessageBody(), Pipe.Execute<SendContext>(message.ApplyTo), timeout.Token).WaitAsync(timeout.Token);
    }
}
