using System.Runtime.CompilerServices;
using System.Text;
using FlashSale.ServiceDefaults.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>
/// One _error or _skipped queue, opened. Messages are taken with manual acknowledgement and none is acknowledged before its copy
/// is confirmed: whatever ends the connection, even a crash, puts the others back where they were, in their order.
/// </summary>
public sealed class ErrorQueue : IAsyncDisposable
{
    const int LongestName = 255;

    static readonly string[] Suffixes = ["_error", "_skipped"];

    readonly IConnection _connection;
    readonly IChannel _channel;
    readonly SortedSet<ulong> _inHand = [];

    ErrorQueue(string name, IConnection connection, IChannel channel, uint length) => (Name, _connection, _channel, Length) = (name, connection, channel, length);

    public string Name { get; }

    /// <summary>Messages that waited when the queue was opened.</summary>
    public uint Length { get; }

    /// <summary>The queue where the messages of a dead-letter queue failed.</summary>
    public static string OriginOf(string name) => name[..^Array.Find(Suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal))!.Length];

    /// <summary>Whether it can be one: AMQP holds names of up to 255 bytes.</summary>
    public static bool IsOne(string name) => Encoding.UTF8.GetByteCount(name) <= LongestName && !name.Any(char.IsControl) && Array.Exists(Suffixes, suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal));

    /// <returns>Null when there is no such queue.</returns>
    public static async Task<ErrorQueue?> OpenAsync(ServerAddresses addresses, string name, CancellationToken cancellationToken)
    {
        // No recovery: a new connection would have other delivery tags.
        var factory = new ConnectionFactory { Uri = addresses.RabbitMq, AutomaticRecoveryEnabled = false, ClientProvidedName = "flashsale-dead-letters" };
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            // With confirms tracked, a publish ends when the broker has the message, or throws.
            var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            var declared = await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return new(name, connection, channel, declared.MessageCount);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes messages from the front until the queue is empty.</summary>
    public async IAsyncEnumerable<PeekedMessage> TakeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _channel.BasicGetAsync(Name, autoAck: false, cancellationToken) is { } got)
        {
            _inHand.Add(got.DeliveryTag);
            yield return PeekedMessage.Read(Name, got.BasicProperties, got.Body, got.DeliveryTag);
        }
    }

    /// <summary>Messages that were replayed.</summary>
    public int Redelivered { get; private set; }

    /// <summary>Back to the queue where they failed, then out of this one. A crash between the two leaves duplicates, never a loss.</summary>
    /// <exception cref="PublishException">The broker did not take one, or there is no such queue any more: that message is still here.</exception>
    public async Task RedeliverAsync(IReadOnlyList<PeekedMessage> batch, Guid redelivery, CancellationToken cancellationToken)
    {
        var publishing = batch.Select(held => PublishAsync(held, redelivery, cancellationToken)).ToArray();
        await ((Task)Task.WhenAll(publishing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < batch.Count; i++)
        {
            if (!publishing[i].IsCompletedSuccessfully)
                continue;
            await _channel.BasicAckAsync(batch[i].DeliveryTag, multiple: false, CancellationToken.None);
            _inHand.Remove(batch[i].DeliveryTag);
            Redelivered++;
        }

        await Task.WhenAll(publishing);
    }

    async Task PublishAsync(PeekedMessage held, Guid redelivery, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties(held.Properties) { Headers = FaultHeaders.OnTheWayBack(held.Properties.Headers, redelivery) };
        await _channel.BasicPublishAsync("", OriginOf(Name), mandatory: true, properties, held.Body, cancellationToken);
    }

    /// <summary>
    /// From now on, a copy of each message that comes in. MassTransit sends messages through an exchange of the queue's name, which a
    /// queue of our own can listen to: what is in the queue, and in which order, stays untouched.
    /// </summary>
    public async Task WatchAsync(Func<DeadLetter, Task> cameIn, CancellationToken cancellationToken)
    {
        await _channel.ExchangeDeclareAsync(Name, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await _channel.QueueBindAsync(Name, Name, "", cancellationToken: cancellationToken);
        var own = await _channel.QueueDeclareAsync(cancellationToken: cancellationToken);
        await _channel.QueueBindAsync(own.QueueName, Name, "", cancellationToken: cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        // The client reuses the body's memory after the call.
        consumer.ReceivedAsync += (_, delivery) => cameIn(PeekedMessage.Read(Name, delivery.BasicProperties, delivery.Body.ToArray(), delivery.DeliveryTag).Letter);
        await _channel.BasicConsumeAsync(own.QueueName, autoAck: true, consumer, cancellationToken);
    }

    /// <summary>Puts back at once what was taken and not acknowledged; the end of the connection would do the same a moment later.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_inHand.Count > 0 && _channel.IsOpen)
                await _channel.BasicNackAsync(_inHand.Max, multiple: true, requeue: true);
        }
        catch (Exception exception) when (exception is AlreadyClosedException or OperationInterruptedException)
        {
            // The connection is gone, and the broker has put them back.
        }
        finally
        {
            await _channel.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }
}
