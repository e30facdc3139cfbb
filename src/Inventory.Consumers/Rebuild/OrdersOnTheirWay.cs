using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FlashSale.Admission;
using FlashSale.ServiceDefaults;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Orders between Redis and the sagas: in a stream, in the sagas' queue, in hand, or to be delivered again later. A look at the queue is
/// exact only for some moment before it, so it counts when all that could be published was published before that moment.
/// </summary>
public sealed class OrdersOnTheirWay(HttpClient http, ServerAddresses addresses, NpgsqlDataSource database, RebuildGate gate)
{
    /// <summary>The sagas' queue; every OrderSubmitted comes through it.</summary>
    const string Queue = "order-state";

    public static void Configure(IServiceProvider services, HttpClient http)
    {
        var uri = services.GetRequiredService<ServerAddresses>().RabbitMqManagement;
        http.BaseAddress = new Uri(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        http.Timeout = TimeSpan.FromSeconds(3);
    }

    /// <returns>Where orders of these sales may still be; null when there are none.</returns>
    /// <exception cref="HttpRequestException">The broker's management API did not answer.</exception>
    public async Task<string?> FindAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        foreach (var productId in productIds)
        {
            if (await gate.CountIntentsAsync(productId, cancellationToken) is > 0 and var intents)
                return $"{intents} intents of {productId} wait for the relay";
        }

        if (await CountInQueueAsync(cancellationToken) is not 0 and var messages)
            return messages is null ? $"the queue {Queue} is not measured yet" : $"{messages} messages are in the queue {Queue} or in hand";
        // After the queue: what fails there goes here.
        return await CountToRedeliverAsync(cancellationToken) is > 0 and var later ? $"{later} orders are to be delivered again" : null;
    }

    /// <returns>Ready and unacknowledged ones; null when the broker does not know yet.</returns>
    async Task<long?> CountInQueueAsync(CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"api/queues/{VirtualHost}/{Queue}?columns=messages", cancellationToken);
        // Without the queue the relay cannot publish: whatever it has is still in the stream.
        if (answer.StatusCode is HttpStatusCode.NotFound)
            return 0;
        answer.EnsureSuccessStatusCode();
        var queue = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return queue.TryGetProperty("messages", out var messages) ? messages.GetInt64() : null;
    }

    async Task<long> CountToRedeliverAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM ordering.submissions_to_redeliver");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    string VirtualHost => addresses.RabbitMq.AbsolutePath.Length > 1 ? Uri.EscapeDataString(Uri.UnescapeDataString(addresses.RabbitMq.AbsolutePath[1..])) : "%2F";
}
