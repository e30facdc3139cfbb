using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FlashSale.TestKit;
using Npgsql;

namespace FlashSale.EndToEnd.Tests;

/// <summary>What PostgreSQL, the broker and the mail folder hold, read past the API.</summary>
static class Records
{
    public static async Task<Dictionary<string, int>> OrdersByStateAsync(string productId)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Addresses.Postgres);
        await using var command = source.CreateCommand("SELECT state, count(*)::int FROM ordering.orders WHERE product_id = $1 GROUP BY state ORDER BY state");
        command.Parameters.Add(new() { Value = productId });
        await using var reader = await command.ExecuteReaderAsync();
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            states[reader.GetString(0)] = reader.GetInt32(1);
        return states;
    }

    public static async Task<int> CountAsync(string sql, params object[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(Servers.Addresses.Postgres);
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    /// <summary>name = messages (ready and unacknowledged) of every queue that holds any.</summary>
    public static async Task<IReadOnlyList<string>> QueuesWithMessagesAsync()
    {
        using var client = Management();
        var queues = await client.GetFromJsonAsync<JsonElement[]>("api/queues/%2F");
        return
        [
            .. from queue in queues!
               let messages = queue.TryGetProperty("messages", out var count) ? count.GetInt32() : 0
               where messages > 0
               select $"{queue.GetProperty("name").GetString()} = {messages}",
        ];
    }

    /// <summary>Waits for messages in a queue that nobody consumes, and takes them away.</summary>
    public static async Task PurgeAsync(string queue, int least)
    {
        await WaitForMessagesAsync(queue, least);
        using var client = Management();
        using var answer = await client.DeleteAsync($"api/queues/%2F/{queue}/contents");
        answer.EnsureSuccessStatusCode();
    }

    public static Task WaitForMessagesAsync(string queue, int least) => Poll.UntilAsync(QueuesWithMessagesAsync,
        queues => queues.Any(line => line.StartsWith($"{queue} = ", StringComparison.Ordinal) && int.Parse(line.Split(" = ")[1]) >= least), $"{least} messages in {queue}", TimeSpan.FromSeconds(30));

    /// <summary>The e-mails of these orders: one file a Message-ID.</summary>
    public static int Mails(IEnumerable<Guid> orderIds)
    {
        var names = Directory.GetFiles(Path.Combine(Servers.Setting("FLASHSALE_HOME")!, "mail"), "*.eml").Select(Path.GetFileName).ToArray();
        return orderIds.Sum(id => names.Count(name => name!.Contains($"{id}", StringComparison.OrdinalIgnoreCase) || name.Contains($"{id:N}", StringComparison.OrdinalIgnoreCase)));
    }

    static HttpClient Management()
    {
        var uri = Servers.Addresses.RabbitMqManagement;
        var client = new HttpClient { BaseAddress = new Uri($"{uri.GetLeftPart(UriPartial.Scheme)}{uri.Authority[(uri.Authority.IndexOf('@', StringComparison.Ordinal) + 1)..]}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(uri.UserInfo)));
        return client;
    }
}
