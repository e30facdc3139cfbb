using FlashSale.TestKit;
using Shouldly;
using StackExchange.Redis;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>All that a request could leave behind: every Redis key of its product (what the rate limits count aside), and every row of ledger, sagas and outbox.</summary>
static class Trace
{
    public static async Task<string> OfAsync(ApiUnderTest api, string product)
    {
        var lines = new List<string>();
        var server = api.Redis.GetServer(Servers.Addresses.Redis);
        var keys = server.Keys(pattern: $"*{Escaped(product)}*", pageSize: 1000).Where(key => !((string)key!).StartsWith($"{{{product}}}:rate", StringComparison.Ordinal));
        foreach (var key in keys.OrderBy(key => (string)key!, StringComparer.Ordinal))
        {
            // Of a buyer without reservations there is the bucket alone.
            if (await ContentAsync(api.Redis.GetDatabase(), key) is { Length: > 0 } content)
                lines.Add($"{key} {content}");
        }

        foreach (var table in new[] { "inventory.movements", "inventory.stock", "ordering.orders", "ordering.timeline", "ordering.payments", "ordering.sales", "ordering.sale_changes", "ordering.resumes", "ordering.resends" })
            lines.Add($"{table} {await api.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}")}");
        // A message is first in the outbox and then at the broker.
        lines.Add($"messages {await OutboxAsync(api) + await api.Probe.CountAsync()}");
        return string.Join('\n', lines);
    }

    /// <summary>When nothing of earlier requests is on its way.</summary>
    public static async Task<string> AtRestAsync(ApiUnderTest api, string product)
    {
        await Poll.UntilAsync(() => OutboxAsync(api), rows => rows == 0, "messages of before have left");
        return await OfAsync(api, product);
    }

    /// <summary>Runs the request and fails if it left anything behind.</summary>
    public static async Task<HttpResponseMessage> WithoutTraceAsync(this ApiUnderTest api, string product, Func<Task<HttpResponseMessage>> request)
    {
        var before = await AtRestAsync(api, product);
        var answer = await request();
        (await OfAsync(api, product)).ShouldBe(before);
        return answer;
    }

    static Task<long> OutboxAsync(ApiUnderTest api) => api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering_api.outbox");

    static async Task<string> ContentAsync(IDatabase redis, RedisKey key) => await redis.KeyTypeAsync(key) switch
    {
        RedisType.Hash => string.Join(',', (await redis.HashGetAllAsync(key)).Where(entry => entry.Name != "rate").OrderBy(entry => (string)entry.Name!, StringComparer.Ordinal)),
        // Expired since it was listed: the bucket of some buyer.
        RedisType.None => "",
        RedisType.String => (string)(await redis.StringGetAsync(key))!,
        _ => $"{await redis.ExecuteAsync("XLEN", key)}",
    };

    static string Escaped(string pattern) => string.Concat(pattern.Select(letter => letter is '*' or '?' or '[' or ']' or '\\' ? $"\\{letter}" : $"{letter}"));
}
