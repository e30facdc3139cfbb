using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Connections;

/// <summary>What RabbitMQ's management API reports about the queues in the services' virtual host. Its figures are as old as its statistics interval: 5 s by default.</summary>
public sealed class BrokerManagement(HttpClient http, ServerAddresses addresses)
{
    public static void Configure(IServiceProvider services, HttpClient http)
    {
        var uri = services.GetRequiredService<ServerAddresses>().RabbitMqManagement;
        http.BaseAddress = new Uri(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        http.Timeout = TimeSpan.FromSeconds(3);
    }

    /// <exception cref="HttpRequestException">It did not reply, or refused.</exception>
    public async Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken)
    {
        using var answer = await AskAsync("?columns=name", cancellationToken);
        var queues = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement[]>(cancellationToken);
        return [.. queues!.Select(queue => queue.GetProperty("name").GetString()!)];
    }

    /// <returns>Ready and unacknowledged messages, 0 when there is no such queue; null when the broker has not measured it yet.</returns>
    /// <exception cref="HttpRequestException">It did not reply, or refused.</exception>
    public async Task<long?> CountMessagesAsync(string queue, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync($"/{Uri.EscapeDataString(queue)}?columns=messages", cancellationToken);
        if (answer.StatusCode is HttpStatusCode.NotFound)
            return 0;
        var described = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return described.TryGetProperty("messages", out var messages) ? messages.GetInt64() : null;
    }

    async Task<HttpResponseMessage> AskAsync(string what, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetAsync($"api/queues/{VirtualHost}{what}", cancellationToken);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's timeout, which would be mistaken for a caller that has given up.
            throw new HttpRequestException($"RabbitMQ's management API did not reply within {http.Timeout.TotalSeconds} s.", exception);
        }
    }

    string VirtualHost => addresses.RabbitMq.AbsolutePath.Length > 1 ? Uri.EscapeDataString(Uri.UnescapeDataString(addresses.RabbitMq.AbsolutePath[1..])) : "%2F";
}
