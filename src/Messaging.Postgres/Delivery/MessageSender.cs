using MassTransit.Serialization;

namespace MassTransit.PostgresIntegration;

/// <summary>Sends captured messages through the bus and waits for the broker's confirm.</summary>
sealed class MessageSender(IBusControl bus, PostgresMessagingOptions options)
{
    /// <summary>Whether the broker takes messages at all: if not, a failure says nothing about the message.</summary>
    public bool BrokerIsHealthy => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    public Task<BusHealthStatus> WaitForBrokerAsync(CancellationToken cancellationToken) => bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);

    /// <exception cref="OperationCanceledException">No confirm within the delivery timeout: it may still come.</exception>
    public async Task SendAsync(CapturedMessage message)
    {
        using var timeout = new CancellationTokenSource(options.DeliveryTimeout);
        var endpoint = await bus.GetSendEndpoint(message.Destination).WaitAsync(timeout.Token);
        await endpoint.Send(new SerializedMessageBody(), Pipe.Execute<SendContext>(message.ApplyTo), timeout.Token).WaitAsync(timeout.Token);
    }
}
