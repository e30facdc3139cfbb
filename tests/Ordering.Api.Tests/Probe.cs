using System.Text.Json;
using FlashSale.TestKit;
using RabbitMQ.Client;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>A queue that gets a copy of everything that this host publishes.</summary>
sealed class Probe(TestBroker broker, IConnection connection) : IAsyncDisposable
{
    const string Queue = "probe";

    static readonly string[] Published = ["PaymentReceived", "PaymentDeclined", "OrderCancellationRequested"];

    public static async Task<Probe> ListenAsync(TestBroker broker)
    {
        var connection = await new ConnectionFactory { Uri = broker.Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        foreach (var message in Published)
        {
            await channel.ExchangeDeclareAsync($"FlashSale.Contracts:{message}", ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(Queue, $"FlashSale.Contracts:{message}", "");
        }

        return new(broker, connection);
    }

    public Task<int> CountAsync() => broker.CountAsync(Queue);

    /// <summary>The messages about an order: type and content.</summary>
    public async Task<IReadOnlyList<(string Type, JsonElement Message)>> AboutAsync(Guid orderId) =>
    [
        .. from letter in await broker.PeekAsync(Queue)
           let envelope = JsonDocument.Parse(letter.GetProperty("payload").GetString()!).RootElement
           let message = envelope.GetProperty("message")
           where message.GetProperty("orderId").GetGuid() == orderId
           select (envelope.GetProperty("messageType")[0].GetString()!.Split(':')[^1], message),
    ];

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
