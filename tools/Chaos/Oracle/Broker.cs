using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FlashSale.Chaos.Oracle;

/// <summary>RabbitMQ's management API.</summary>
sealed class Broker : IDisposable
{
    static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly HttpClient _http;

    public Broker(Uri management)
    {
        _http = new() { BaseAddress = management, Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("flashsale:flashsale")));
    }

    /// <summary>Messages, unacknowledged ones included, of each queue that holds any. Up to two seconds old.</summary>
    public async Task<IReadOnlyDictionary<string, int>> QueuesAsync()
    {
        var queues = await _http.GetFromJsonAsync<Queue[]>("api/queues/%2F?columns=name,messages") ?? [];
        return queues.Where(queue => queue.Messages > 0).ToDictionary(queue => queue.Name, queue => queue.Messages, StringComparer.Ordinal);
    }

    /// <summary>To a queue, through the broker's default exchange, exactly as it is.</summary>
    public Task PublishAsync(string queue, BrokerMessage message) => PublishAsync("amq.default", queue, message);

    public Task PublishAsync(string queue, string payload) =>
        PublishAsync(queue, new BrokerMessage("", payload, "string", JsonSerializer.SerializeToElement(new { content_type = "application/vnd.masstransit+json", delivery_mode = 2 })));

    /// <summary>To the exchange that it came by.</summary>
    public Task PublishAgainAsync(BrokerMessage message) => PublishAsync(message.Exchange, "", message);

    async Task PublishAsync(string exchange, string routingKey, BrokerMessage message)
    {
        using var answer = await _http.PostAsJsonAsync($"api/exchanges/%2F/{Uri.EscapeDataString(exchange)}/publish",
            new { properties = message.Properties, routing_key = routingKey, payload = message.Payload, payload_encoding = message.PayloadEncoding });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What one run left there must not count for the next one.</summary>
    public async Task PurgeDeadLettersAsync()
    {
        foreach (var queue in (await _http.GetFromJsonAsync<Queue[]>("api/queues/%2F?columns=name") ?? []).Where(queue => queue.Name.EndsWith("_error", StringComparison.Ordinal) || queue.Name.EndsWith("_skipped", StringComparison.Ordinal)))
        {
            using var answer = await _http.DeleteAsync(Contents(queue.Name));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Takes all ready messages away.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> PurgeAsync(string queue)
    {
        var taken = 0;
        while (await TakeAsync(queue, 1000) is { Count: > 0 } messages)
            taken += messages.Count;
        return taken;
    }

    /// <summary>Has a queue of the harness get a copy of all that goes to the given exchanges.</summary>
    public async Task TapAsync(string queue, IEnumerable<string> exchanges)
    {
        using var made = await _http.PutAsJsonAsync(new Uri($"api/queues/%2F/{queue}", UriKind.Relative), new { durable = true });
        made.EnsureSuccessStatusCode();
        foreach (var exchange in exchanges)
        {
            using var bound = await _http.PostAsJsonAsync($"api/bindings/%2F/e/{Uri.EscapeDataString(exchange)}/q/{queue}", new { routing_key = "" });
            bound.EnsureSuccessStatusCode();
        }
    }

    public async Task RemoveAsync(string queue)
    {
        using var answer = await _http.DeleteAsync(new Uri($"api/queues/%2F/{queue}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Takes messages out of a queue.</summary>
    public async Task<IReadOnlyList<BrokerMessage>> TakeAsync(string queue, int count)
    {
        using var answer = await _http.PostAsJsonAsync($"api/queues/%2F/{Uri.EscapeDataString(queue)}/get", new { count, ackmode = "ack_requeue_false", encoding = "auto" });
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<BrokerMessage[]>(SnakeCase) ?? [];
    }

    public void Dispose() => _http.Dispose();

    static Uri Contents(string queue) => new($"api/queues/%2F/{Uri.EscapeDataString(queue)}/contents", UriKind.Relative);

    sealed record Queue(string Name, int Messages);
}
