using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MassTransit.Tests.CrashPoints;

/// <summary>Everything that is published of one type, as the broker passes it on and in that order, duplicates included.</summary>
public sealed class WireTap<T> : IAsyncDisposable
    where T : class
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    readonly ConcurrentQueue<Sighting> _sightings = new();
    IConnection _connection = null!;

    public async Task<WireTap<T>> OpenAsync(Uri broker)
    {
        _connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await _connection.CreateChannelAsync();
        // As MassTransit declares it.
        var exchange = $"{typeof(T).Namespace}:{typeof(T).Name}";
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, exchange, routingKey: "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            _sightings.Enqueue(Read(delivery));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return this;
    }

    public IReadOnlyList<Sighting> Sightings => [.. _sightings];

    /// <summary>The messages that came, each at its first coming.</summary>
    public IReadOnlyList<T> Messages =>
        [.. _sightings.DistinctBy(sighting => sighting.MessageId).Select(sighting => JsonDocument.Parse(sighting.Content.Split('\n', 2)[1]).RootElement.GetProperty("message").Deserialize<T>(Web)!)];

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    static Sighting Read(BasicDeliverEventArgs delivery)
    {
        var headers = (delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
            // The client library's numbering of its publications, not part of the message.
            .Where(header => !string.Equals(header.Key, "x-dotnet-pub-seq-no", StringComparison.Ordinal))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}={(header.Value is byte[] text ? Encoding.UTF8.GetString(text) : header.Value)}");
        return new(Guid.Parse(delivery.BasicProperties.MessageId!), $"{delivery.BasicProperties.ContentType} {string.Join(' ', headers)}\n{Encoding.UTF8.GetString(delivery.Body.Span)}");
    }
}
