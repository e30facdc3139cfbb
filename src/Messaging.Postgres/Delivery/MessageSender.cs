using System.Diagnostics;
using MassTransit.Serialization;

namespace MassTransit.PostgresIntegration;

/// <summary>Sends captured messages through the bus and waits for the broker's confirm.</summary>
sealed class MessageSender(IBusControl bus, PostgresMessagingOptions options)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    volatile bool _wasHealthy;
    long _confirmedAt;

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

    /// <returns>Null when the broker has confirmed it. After a failure it may have arrived all the same.</returns>
    public async Task<SendFailure?> TrySendAsync(CapturedMessage message)
    {
        if (message.Body.Length > options.LargestMessage)
            return new(SendFault.Message, new MessageException(typeof(SerializedMessageBody), $"It has {message.Body.Length} bytes; at most {options.LargestMessage} are sent."));

        var begunAt = Stopwatch.GetTimestamp();
        try
        {
            await SendAsync(message);
            Volatile.Write(ref _confirmedAt, Stopwatch.GetTimestamp());
            return null;
        }
        catch (Exception exception)
        {
            return new(FaultOf(exception, begunAt), exception);
        }
    }

    /// <exception cref="OperationCanceledException">No confirm within the delivery timeout.</exception>
    async Task SendAsync(CapturedMessage message)
    {
        using var timeout = new CancellationTokenSource(options.DeliveryTimeout);
        var endpoint = await bus.GetSendEndpoint(new Uri(message.Destination)).WaitAsync(timeout.Token);
        await endpoint.Send(new SerializedMessageBody(), Pipe.Execute<SendContext>(message.ApplyTo), timeout.Token).WaitAsync(timeout.Token);
    }

    SendFault FaultOf(Exception exception, long begunAt)
    {
        if (!BrokerIsThere)
            return SendFault.Broker;
        if (exception is OperationCanceledException)
            return HasConfirmedOthers(begunAt) ? SendFault.Route : SendFault.Broker;
        return options.FaultOf(exception);
    }

    /// <summary>
    /// Whether others were confirmed in the later half of the time for which a message waited in vain. The broker is well then: the message's queue does
    /// not answer, or the broker closes the channel whenever the message comes, and MassTransit opens a new one and sends it again, unheard.
    /// </summary>
    bool HasConfirmedOthers(long begunAt) =>
        Stopwatch.GetElapsedTime(begunAt, Volatile.Read(ref _confirmedAt)) > options.DeliveryTimeout / 2;
}
