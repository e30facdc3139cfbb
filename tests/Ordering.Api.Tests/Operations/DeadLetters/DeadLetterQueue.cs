using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using FlashSale.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Shouldly;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

/// <summary>A queue of letters of one test, the queue where they failed, and what is done over the API about them.</summary>
sealed class DeadLetterQueue(ApiUnderTest api, IConnection connection, IChannel channel) : IAsyncDisposable
{
    readonly ConcurrentQueue<Arrival> _arrivals = new();

    public sealed record Arrival(string MessageId, IDictionary<string, object?> Headers, string Body, byte Priority);

    public string Origin { get; } = $"q{Guid.NewGuid():N}";
    public string Queue => $"{Origin}_error";
    public string Url => $"/api/ops/dead-letters/{Queue}";

    /// <summary>What reached the queue where the letters failed.</summary>
    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    public static async Task<DeadLetterQueue> CreateAsync(ApiUnderTest api, bool withOrigin = true)
    {
        var connection = await new ConnectionFactory { Uri = api.Broker.Address }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var deadLetters = new DeadLetterQueue(api, connection, channel);
        // As MassTransit declares them.
        await channel.ExchangeDeclareAsync(deadLetters.Queue, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(deadLetters.Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(deadLetters.Queue, deadLetters.Queue, "");
        if (withOrigin)
            await channel.QueueDeclareAsync(deadLetters.Origin, durable: true, exclusive: false, autoDelete: false);
        return deadLetters;
    }

    public async Task<string> BuryAsync(string type = "PaymentReceived", Guid? orderId = null, string exception = "System.InvalidOperationException", object? message = null)
    {
        var id = $"{Guid.NewGuid()}";
        await BuryAsync(id, JsonSerializer.Serialize(new { messageType = new[] { $"urn:message:FlashSale.Contracts:{type}" }, message = message ?? new { orderId = orderId ?? Guid.NewGuid() } }), new Dictionary<string, object?>
        {
            ["MT-Reason"] = "fault",
            ["MT-Fault-Message"] = "it broke",
            ["MT-Fault-ExceptionType"] = exception,
            ["MT-Fault-StackTrace"] = "at the consumer",
            ["MT-Fault-Timestamp"] = DateTimeOffset.UtcNow.AddHours(-1).ToString("O"),
            ["MT-Host-MachineName"] = "box",
            ["MT-Redelivery-Count"] = 4,
            ["MT-OriginalMessageId"] = "kept",
        });
        return id;
    }

    public async Task BuryAsync(string id, string body, IDictionary<string, object?> headers) =>
        await channel.BasicPublishAsync(Queue, "", mandatory: true, new BasicProperties { MessageId = id, Persistent = true, Priority = 2, Headers = headers }, Encoding.UTF8.GetBytes(body));

    /// <summary>Consumes at the queue where the letters failed; what the test calls poison fails there again.</summary>
    public async Task OpenOriginAsync(Func<Arrival, bool>? isPoison = null)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var headers = new Dictionary<string, object?>(delivery.BasicProperties.Headers!);
            var arrival = new Arrival(delivery.BasicProperties.MessageId!, headers, Encoding.UTF8.GetString(delivery.Body.Span), delivery.BasicProperties.Priority);
            _arrivals.Enqueue(arrival);
            if (isPoison?.Invoke(arrival) is true)
                await BuryAsync(arrival.MessageId, arrival.Body, new Dictionary<string, object?>(headers) { ["MT-Fault-ExceptionType"] = "Poison", ["MT-Fault-Message"] = "again" });
        };
        await channel.BasicConsumeAsync(Origin, autoAck: true, consumer);
    }

    public async Task<JsonElement> LookAsync(string query = "") => await (await api.OpsAsync(HttpMethod.Get, $"{Url}?{query}")).ShouldAnswerAsync(200);

    /// <summary>Message ids from the front, straight from the broker.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync() =>
        [.. (await api.Broker.PeekAsync(Queue)).Select(letter => letter.GetProperty("properties").GetProperty("message_id").GetString()!)];

    public async Task<HttpResponseMessage> RedeliverAsync(object body, string? user = null)
    {
        var request = user is null ? new HttpRequestMessage(HttpMethod.Post, "") : ApiUnderTest.Request(HttpMethod.Post, "", user);
        request.RequestUri = new Uri($"{Url}/redeliver", UriKind.Relative);
        request.Content = System.Net.Http.Json.JsonContent.Create(body);
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        return await api.Http.SendAsync(request);
    }

    /// <summary>Asks for a redelivery and waits for its end.</summary>
    public async Task<JsonElement> RedeliveredAsync(object body, string? user = null)
    {
        using var answer = await RedeliverAsync(body, user);
        var begun = await answer.ShouldAnswerAsync(202);
        answer.Headers.Location.ShouldNotBeNull().ToString().ShouldEndWith(begun.GetProperty("id").GetString()!);
        return await Poll.UntilAsync(async () => await (await api.OpsAsync(HttpMethod.Get, answer.Headers.Location.ToString())).ShouldAnswerAsync(200),
            redelivery => redelivery.GetProperty("state").GetString() != "Running", "the redelivery has ended");
    }

    public async ValueTask DisposeAsync()
    {
        await channel.QueueDeleteAsync(Queue);
        await channel.ExchangeDeleteAsync(Queue);
        await channel.QueueDeleteAsync(Origin);
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
