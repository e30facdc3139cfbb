using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace FlashSale.TestKit;

/// <summary>A RabbitMQ virtual host of its own, and a look into its queues through the management API.</summary>
public sealed class TestBroker : IAsyncLifetime
{
    static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(2);

    readonly HttpClient _management = Management();
    readonly Lazy<Task<IConnection>> _connection;

    public TestBroker() => _connection = new(() => new ConnectionFactory { Uri = Address, AutomaticRecoveryEnabled = false }.CreateConnectionAsync());

    public string VirtualHost { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>amqp:// URI with user info and this virtual host.</summary>
    public Uri Address => new(new Uri(Servers.Addresses.RabbitMq.GetLeftPart(UriPartial.Authority)), VirtualHost);

    public async Task InitializeAsync()
    {
        var user = Servers.Addresses.RabbitMq.UserInfo.Split(':')[0];
        (await _management.PutAsync($"api/vhosts/{VirtualHost}", null)).EnsureSuccessStatusCode();
        (await _management.PutAsJsonAsync($"api/permissions/{VirtualHost}/{user}", new { configure = ".*", write = ".*", read = ".*" })).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        if (_connection.IsValueCreated)
            await (await _connection.Value).DisposeAsync();
        await _management.DeleteAsync($"api/vhosts/{VirtualHost}");
        _management.Dispose();
    }

    /// <summary>Messages ready in a queue; 0 when there is no such queue. Looks at up to 1,000 and puts them back, so the count is exact at once.</summary>
    public async Task<int> CountAsync(string queue) => (await PeekAsync(queue)).Count;

    /// <summary>Messages ready in a queue, by a look that touches none of them, so that none counts as delivered; 0 when there is no such queue.</summary>
    public async Task<uint> LengthAsync(string queue)
    {
        await using var channel = await (await _connection.Value).CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    /// <summary>Up to 1,000 messages of a queue, put back after the look. Each has payload (text) and properties.headers.</summary>
    public async Task<IReadOnlyList<JsonElement>> PeekAsync(string queue)
    {
        using var answer = await _management.PostAsJsonAsync($"api/queues/{VirtualHost}/{queue}/get", new { count = 1000, ackmode = "ack_requeue_true", encoding = "auto" });
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            return [];
        answer.EnsureSuccessStatusCode();
        var messages = (await answer.Content.ReadFromJsonAsync<JsonElement[]>())!;
        if (messages.Length > 0)
            await UntilPutBackAsync(queue, messages.Length);
        return messages;
    }

    /// <summary>The broker answers before it has put them back, and who looks in between finds nothing. A consumer may take them, so not for ever.</summary>
    async Task UntilPutBackAsync(string queue, int messages)
    {
        try
        {
            await using var channel = await (await _connection.Value).CreateChannelAsync();
            var clock = Stopwatch.StartNew();
            while ((await channel.QueueDeclarePassiveAsync(queue)).MessageCount < messages && clock.Elapsed < LongestReturn)
                await Task.Delay(2);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // The queue is gone, and they with it.
        }
    }

    /// <summary>Closes the connections of the virtual host, as an operator may. Their number: the broker lists one some time after it was made.</summary>
    public async Task<int> CloseConnectionsAsync()
    {
        var connections = (await _management.GetFromJsonAsync<JsonElement[]>($"api/vhosts/{VirtualHost}/connections"))!;
        foreach (var connection in connections)
            (await _management.DeleteAsync($"api/connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}")).Dispose();
        return connections.Length;
    }

    /// <summary>A durable queue that nobody consumes, with one message in it.</summary>
    public async Task PutAsync(string queue, string message)
    {
        (await _management.PutAsJsonAsync($"api/queues/{VirtualHost}/{queue}", new { durable = true })).EnsureSuccessStatusCode();
        (await _management.PostAsJsonAsync($"api/exchanges/{VirtualHost}/amq.default/publish",
            new { routing_key = queue, payload = message, payload_encoding = "string", properties = new { delivery_mode = 2 } })).EnsureSuccessStatusCode();
    }

    public async Task PurgeAsync(string queue) => (await _management.DeleteAsync($"api/queues/{VirtualHost}/{queue}/contents")).EnsureSuccessStatusCode();

    /// <summary>What a queue was declared with: x-message-ttl and the like.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ArgumentsAsync(string queue) =>
        (await _management.GetFromJsonAsync<JsonElement>($"api/queues/{VirtualHost}/{queue}")).GetProperty("arguments").EnumerateObject()
            .ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);

    public async Task<IReadOnlyList<string>> QueueNamesAsync() =>
        [.. (await _management.GetFromJsonAsync<JsonElement[]>($"api/queues/{VirtualHost}"))!.Select(queue => queue.GetProperty("name").GetString()!)];

    static HttpClient Management()
    {
        var uri = Servers.Addresses.RabbitMqManagement;
        var client = new HttpClient { BaseAddress = new Uri(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped)) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        return client;
    }
}
