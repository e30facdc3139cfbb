using System.Text.Json;
using FlashSale.Ordering.Api.Operations.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Sales;

public sealed class When_a_sale_is_read_at_its_turning_points
{
    [Fact]
    public async Task Should_open_and_close_to_the_tick_of_the_time_shown()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = ApiUnderTest.NewProduct();
        // Whole milliseconds: a sale's times are cut to them.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        var (opens, closes) = (now.AddSeconds(1.5), now.AddSeconds(2.5));
        var terms = ApiUnderTest.Terms();
        (terms["startsAt"], terms["endsAt"]) = (opens, closes);
        (await broken.Api.PutSaleAsync(product, terms)).EnsureSuccessStatusCode();
        await broken.KnowsAsync(product);

        // Asked without a pause from two sides, so that every moment of an answer's life meets the turning points.
        var seen = (await Task.WhenAll(WatchAsync(broken, product), WatchAsync(broken, product))).SelectMany(answers => answers).ToList();
        seen.ShouldAllBe(answer => answer.Status == (answer.Time < opens ? "Scheduled" : answer.Time < closes ? "Open" : "Closed"));
        seen.Count(answer => answer.Status == "Scheduled").ShouldBeGreaterThan(10);
        seen.Count(answer => answer.Status == "Open").ShouldBeGreaterThan(10);
        // No gap in which the turn could hide: answers just before it and just after it.
        seen.Min(answer => (answer.Time - opens).Duration()).ShouldBeLessThan(TimeSpan.FromMilliseconds(300));
        seen.Where(answer => answer.Time >= opens).Min(answer => answer.Time - opens).ShouldBeLessThan(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Should_show_a_change_at_once_here_and_soon_elsewhere()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync(totalStock: 10);
        await broken.KnowsAsync(product);
        for (var total = 11; total < 21; total++)
        {
            // Both have an answer that is fresh.
            await ReadAsync(broken.Api.Http, product);
            await ReadAsync(broken.Http, product);
            (await broken.Api.PutSaleAsync(product, ApiUnderTest.Terms(total))).EnsureSuccessStatusCode();
            var here = await ReadAsync(broken.Api.Http, product);
            (here.GetProperty("totalStock").GetInt32(), here.GetProperty("available").GetInt32()).ShouldBe((total, total));
        }

        await Poll.UntilAsync(() => ReadAsync(broken.Http, product), sale => sale.GetProperty("totalStock").GetInt32() == 20 && sale.GetProperty("available").GetInt32() == 20,
            "the other instance shows it", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_show_the_stock_of_a_change_when_it_is_applied()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var (product, services) = (await broken.Api.OpenSaleAsync(totalStock: 10), broken.Api.Host.Services);
        // The ledger is raised, the new terms are known here, and Redis is not told yet.
        await broken.Api.Database.ExecuteAsync("INSERT INTO ordering.sale_changes (product_id, version, definition, state) VALUES ($1, 2, $2::jsonb, 'Pending')",
            product, JsonSerializer.Serialize(new { terms = ApiUnderTest.Terms(totalStock: 15) }));
        await broken.Api.Database.ExecuteAsync("SELECT inventory.set_total($1, 2, 15)", product);
        await broken.Api.Database.ExecuteAsync("UPDATE ordering.sales SET total_stock = 15, version = 2 WHERE product_id = $1", product);
        await services.GetRequiredService<SaleCatalog>().RefreshAsync(default);
        (await ReadAsync(broken.Api.Http, product)).GetProperty("available").GetInt32().ShouldBe(10);

        await services.GetRequiredService<SaleChanges>().CompleteAsync(product, 2, default);
        (await ReadAsync(broken.Api.Http, product)).GetProperty("available").GetInt32().ShouldBe(15);
    }

    [Fact]
    public async Task Should_serve_the_last_answer_with_its_age_while_Redis_is_away_and_for_no_longer_than_said()
    {
        var clock = new FastClock();
        await using var broken = await ApiWithCutWires.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        var product = await broken.Api.OpenSaleAsync(totalStock: 10);
        await broken.KnowsAsync(product);
        broken.Redis.Cut();
        clock.Pass(TimeSpan.FromSeconds(1));
        using var fallen = await ReadableAsync();
        fallen.Headers.Age.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await fallen.ShouldAnswerAsync(200)).GetProperty("available").GetInt32().ShouldBe(10);

        clock.Pass(TimeSpan.FromSeconds(10));
        using var old = await ReadableAsync();
        old.Headers.Age.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromSeconds(10));
        (await (await broken.GetAsync("/api/flash-sales", "anyone")).ShouldAnswerAsync(200)).GetArrayLength().ShouldBe(1);

        clock.Pass(TimeSpan.FromSeconds(4));
        await (await broken.GetAsync($"/api/flash-sales/{product}", "anyone")).ShouldRefuseAsync(503, "temporarily-unavailable");
        await (await broken.GetAsync("/api/flash-sales", "anyone")).ShouldRefuseAsync(503, "temporarily-unavailable");

        broken.Redis.Join();
        await broken.KnowsAsync(product);

        async Task<HttpResponseMessage> ReadableAsync()
        {
            var answer = await broken.GetAsync($"/api/flash-sales/{product}", "anyone");
            answer.EnsureSuccessStatusCode();
            return answer;
        }
    }

    [Fact]
    public async Task Should_keep_nobody_waiting_while_Redis_is_slow()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        var held = new TaskCompletionSource();
        broken.Redis.OnReply = _ => held.Task;
        var slow = 0;
        // Well beyond an answer's life, and beyond a second, after which a look is given up: whoever waits for looks does so four times.
        for (var age = TimeSpan.Zero; age < TimeSpan.FromSeconds(5);)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            using var answer = await broken.GetAsync($"/api/flash-sales/{product}", "anyone");
            answer.EnsureSuccessStatusCode();
            age = answer.Headers.Age ?? TimeSpan.Zero;
            slow += clock.Elapsed > TimeSpan.FromMilliseconds(500) ? 1 : 0;
        }

        slow.ShouldBeLessThan(3, "a machine may stand still for a moment");
        held.SetResult();
        broken.Redis.OnReply = null;
        await Poll.UntilAsync(async () => (await broken.GetAsync($"/api/flash-sales/{product}", "anyone")).Headers.Age, age => age is null, "the figure is fresh again");
    }

    static async Task<List<(DateTimeOffset Time, string? Status)>> WatchAsync(ApiWithCutWires broken, string product)
    {
        var answers = new List<(DateTimeOffset Time, string? Status)>();
        do
        {
            var sale = await ReadAsync(broken.Http, product);
            answers.Add((sale.GetProperty("serverTime").GetDateTimeOffset(), sale.GetProperty("status").GetString()));
        }
        while (answers[^1].Status != "Closed");
        return answers;
    }

    static async Task<JsonElement> ReadAsync(HttpClient http, string product) =>
        await (await http.GetAsync($"/api/flash-sales/{product}")).ShouldAnswerAsync(200);
}
