using System.Net;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>
/// The services behind the API are 20 minutes ahead of PostgreSQL or behind it, each as a whole process: libfaketime stands between it and the
/// system's clock. Deadlines and redeliveries come when PostgreSQL says.
/// </summary>
[Trait("Takes", "Minutes")]
[Collection(EndToEndCollection.Name)]
public sealed class When_clocks_are_off(RunningSystem system) : IAsyncLifetime
{
    const string Timeline = "ordering.timeline";
    const string RedeliveryOf = "FROM ordering.scheduled_message WHERE messaging.order_of(body) = $1 AND properties -> 'headers' ? 'MT-Redelivery-Count'";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly string[] Shifted = ["sagas", "inventory", "notifications"];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => RestartAsync(new Dictionary<string, string>());

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task Should_redeliver_and_expire_by_PostgreSQLs_clock(int minutes)
    {
        await RestartAsync(OffBy(minutes));
        (await ClockOfSagasAsync() - DateTimeOffset.UtcNow).ShouldBe(TimeSpan.FromMinutes(minutes), TimeSpan.FromSeconds(5));
        var product = $"clock-{Guid.NewGuid():N}";
        await system.Shop.OpenSaleAsync(product, 10, paymentWindowSeconds: 15);
        var (paid, unpaid) = (await OrderAsync(product, "ada"), await OrderAsync(product, "bob"));
        await system.Shop.WaitForStatusAsync(paid, "ada", "AwaitingPayment");
        await system.Shop.WaitForStatusAsync(unpaid, "bob", "AwaitingPayment");

        // The payment fails once, and is redelivered after 5 s.
        await Records.CountAsync($"ALTER TABLE {Timeline} RENAME TO timeline_elsewhere");
        try
        {
            (await system.Shop.PayAsync(paid)).ShouldBe(HttpStatusCode.Accepted);
            await Poll.UntilAsync(() => Records.CountAsync($"SELECT count(*) {RedeliveryOf}", paid), count => count == 1, "the payment waits for its redelivery");
            (await Records.CountAsync($"SELECT (1000 * EXTRACT(epoch FROM due_at - now()))::int {RedeliveryOf}", paid)).ShouldBeInRange(2_000, 5_000);
        }
        finally
        {
            await Records.CountAsync($"ALTER TABLE {Timeline}_elsewhere RENAME TO timeline");
        }

        await system.Shop.WaitForStatusAsync(paid, "ada", "Completed", Patience);
        await system.Shop.WaitForStatusAsync(unpaid, "bob", "Expired", Patience);
        (await Records.CountAsync(
            $"SELECT (1000 * EXTRACT(epoch FROM t.at - o.payment_due_at))::int FROM {Timeline} t JOIN ordering.orders o USING (order_id) WHERE order_id = $1 AND t.event = 'PaymentExpired'", unpaid)).ShouldBeInRange(0, 5_000);
    }

    /// <summary>Only the time of day is off: waits take as long as they do.</summary>
    static Dictionary<string, string> OffBy(int minutes) => new()
    {
        // The loader knows the folder of this machine's libraries.
        ["LD_PRELOAD"] = "/usr/$LIB/faketime/libfaketimeMT.so.1",
        ["FAKETIME"] = $"{minutes:+0;-0}m",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // On by default in Debian's build: waits on the monotonic clock, such as .NET's timers, would end at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        ["FAKETIME_DISABLE_SHM"] = "1",
        ["NO_FAKE_STAT"] = "1",
    };

    static async Task RestartAsync(Dictionary<string, string> environment)
    {
        await Task.WhenAll(Shifted.Select(service => FlashSaleCommand.RunAsync("stop", service)));
        await Task.WhenAll(Shifted.Select(service => FlashSaleCommand.RunAsync(environment, "start", service)));
    }

    static async Task<DateTimeOffset> ClockOfSagasAsync()
    {
        const string Name = "FLASHSALE_SAGAS_HEALTH_URL=";
        var settings = await FlashSaleCommand.RunAsync("env");
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(settings.Split('\n').Single(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..]));
        return answer.Headers.Date!.Value;
    }

    async Task<Guid> OrderAsync(string product, string user)
    {
        var (status, body) = await system.Shop.OrderAsync(product, user);
        status.ShouldBe(HttpStatusCode.Accepted, JsonSerializer.Serialize(body));
        return body.GetProperty("orderId").GetGuid();
    }
}
