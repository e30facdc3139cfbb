using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FlashSale.ServiceDefaults;

namespace FlashSale.Ordering.Api.Ops;

/// <summary>Looks for an order's messages in the _error and _skipped queues, through RabbitMQ's management API. Looking puts every message back.</summary>
public sealed class DeadLetters(HttpClient http, ServerAddresses addresses)
{
    const int MaxQueues = 20;
    const int MaxMessages = 200;

    public static void Configure(IServiceProvider services, HttpClient http)
    {
        var uri = services.GetRequiredService<ServerAddresses>().RabbitMqManagement;
        http.BaseAddress = new Uri(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        http.Timeout = TimeSpan.FromSeconds(3);
    }

    /// <returns>The letters found, and why there may be more: null when there are no more.</returns>
    public async Task<(IReadOnlyList<DeadLetter> Letters, string? Note)> FindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        try
        {
            var queues = await QueuesAsync(cancellationToken);
            var searches = await Task.WhenAll(queues.Take(MaxQueues).Select(queue => SearchAsync(queue, orderId, cancellationToken)));
            var complete = queues.Count <= MaxQueues && searches.All(search => search.Complete);
            return ([.. searches.SelectMany(search => search.Letters)], complete ? null : $"Only {MaxQueues} queues and {MaxMessages} messages of each were searched.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is HttpRequestException or OperationCanceledException)
        {
            return ([], $"RabbitMQ's management API did not answer: {exception.Message}");
        }
    }

    async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = await http.GetFromJsonAsync<JsonElement[]>($"api/queues/{VirtualHost}?columns=name", cancellationToken);
        return
        [
            .. queues!.Select(queue => queue.GetProperty("name").GetString()!)
                .Where(name => name.EndsWith("_error", StringComparison.Ordinal) || name.EndsWith("_skipped", StringComparison.Ordinal)),
        ];
    }

    async Task<(IEnumerable<DeadLetter> Letters, bool Complete)> SearchAsync(string queue, Guid orderId, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync($"api/queues/{VirtualHost}/{Uri.EscapeDataString(queue)}/get",
            new { count = MaxMessages, ackmode = "ack_requeue_true", encoding = "auto" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var messages = (await answer.Content.ReadFromJsonAsync<JsonElement[]>(cancellationToken))!;
        // The envelope writes ids with hyphens, in lower case.
        var letters = messages.Where(message => message.GetProperty("payload").GetString()!.Contains($"{orderId:D}", StringComparison.OrdinalIgnoreCase))
            .Select(message => Letter(queue, message)).ToArray();
        return (letters, messages.Length < MaxMessages);
    }

    static DeadLetter Letter(string queue, JsonElement message)
    {
        var properties = message.GetProperty("properties");
        var headers = properties.TryGetProperty("headers", out var found) ? found : default;
        return new(queue, Text(properties, "message_id"), MessageTypes(message.GetProperty("payload").GetString()!), Text(headers, "MT-Fault-Message"), Text(headers, "MT-Fault-ExceptionType"),
            DateTimeOffset.TryParse(Text(headers, "MT-Fault-Timestamp"), out var at) ? at : null);
    }

    static string[] MessageTypes(string payload)
    {
        try
        {
            using var envelope = JsonDocument.Parse(payload);
            return envelope.RootElement.TryGetProperty("messageType", out var types) ? [.. types.EnumerateArray().Select(type => type.GetString()!)] : [];
        }
        catch (JsonException)
        {
            // A letter may be there because it is not JSON at all.
            return [];
        }
    }

    static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    string VirtualHost => addresses.RabbitMq.AbsolutePath.Length > 1 ? Uri.EscapeDataString(Uri.UnescapeDataString(addresses.RabbitMq.AbsolutePath[1..])) : "%2F";
}
