using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

public sealed class When_a_server_is_away
{
    [Fact]
    public async Task Should_say_503_for_an_order_and_never_accepted_while_PostgreSQL_is_away()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        var id = await broken.Api.OrderedAsync(product);
        await broken.Api.SagaTakesAsync(id, product);

        broken.Postgres.Cut();
        await (await broken.GetAsync($"/api/orders/{id}", "alice")).ShouldRefuseAsync(503, "temporarily-unavailable");
        await (await broken.GetAsync("/api/orders", "alice")).ShouldRefuseAsync(503, "temporarily-unavailable");
        // Neither orders nor the list of sales need PostgreSQL.
        await (await broken.OrderAsync(product, "bob")).ShouldAnswerAsync(202);
        await (await broken.GetAsync($"/api/flash-sales/{product}", "bob")).ShouldAnswerAsync(200);

        broken.Postgres.Join();
        await Poll.UntilAsync(async () => (int)(await broken.GetAsync($"/api/orders/{id}", "alice")).StatusCode, status => status == 200, "the order is seen again");
    }

    [Fact]
    public async Task Should_go_on_with_the_last_list_whatever_is_wrong_with_the_tables()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        var failed = await FailedReadsAsync();
        await broken.Api.Database.ExecuteAsync("ALTER TABLE ordering.sales RENAME TO sales_away");
        await Poll.UntilAsync(FailedReadsAsync, rollbacks => rollbacks > failed + 4, "the loops met it twice");
        await (await broken.OrderAsync(product, "bob")).ShouldAnswerAsync(202);

        await broken.Api.Database.ExecuteAsync("ALTER TABLE ordering.sales_away RENAME TO sales");
        await broken.KnowsAsync(await broken.Api.OpenSaleAsync());

        Task<long> FailedReadsAsync() => broken.Api.Database.ScalarAsync<long>("SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()");
    }

    [Fact]
    public async Task Should_say_503_with_nothing_taken_while_Redis_is_away()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);

        broken.Redis.Cut();
        await Poll.UntilAsync(async () => JsonDocument.Parse(await (await broken.OrderAsync(product, "bob")).Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString(),
            code => code == "temporarily-unavailable", "the broken connection is noticed");
        using var refused = await broken.OrderAsync(product, "bob");
        await refused.ShouldRefuseAsync(503, "temporarily-unavailable");
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));

        broken.Redis.Join();
        await Poll.UntilAsync(async () => (int)(await broken.OrderAsync(product, "carol")).StatusCode, status => status == 202, "orders are taken again");
    }

    [Fact]
    public async Task Should_not_know_the_outcome_when_Redis_took_the_order_and_did_not_say_so()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        (await broken.OrderAsync(product, "first")).EnsureSuccessStatusCode();

        var held = new TaskCompletionSource();
        broken.Redis.OnReply = reply => reply.Contains("accepted", StringComparison.Ordinal) ? held.Task : Task.CompletedTask;
        using var answer = await broken.OrderAsync(product, "bob");
        broken.Redis.OnReply = null;
        held.SetResult();
        var problem = await answer.ShouldRefuseAsync(503, "outcome-unknown");
        answer.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        var id = problem.GetProperty("orderId").GetGuid();
        problem.GetProperty("statusUrl").GetString().ShouldBe($"/api/orders/{id}");
        (await (await broken.GetAsync($"/api/orders/{id}", "bob")).ShouldAnswerAsync(200)).GetProperty("status").GetString().ShouldBe("Accepted");
    }

    [Fact]
    public async Task Should_see_an_order_that_moves_from_Redis_to_PostgreSQL_between_two_looks()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        var id = await broken.Api.OrderedAsync(product);

        // The look into Redis is held, after the first one into PostgreSQL, until the order has lived and ended.
        broken.Redis.OnRequest = async request =>
        {
            if (!request.Contains($"{id}", StringComparison.Ordinal))
                return;
            broken.Redis.OnRequest = null;
            await broken.Api.SagaTakesAsync(id, product, "Expired");
            await broken.Api.Redis.GetDatabase().HashDeleteAsync($"{{{product}}}:reservations", $"{id}");
        };
        using var answer = await broken.GetAsync($"/api/orders/{id}", "alice");
        broken.Redis.OnRequest.ShouldBeNull();
        (await answer.ShouldAnswerAsync(200)).GetProperty("status").GetString().ShouldBe("Expired");
    }

    [Theory]
    [InlineData(15, 15, 10)]
    [InlineData(6, 10, 10)]
    public async Task Should_complete_a_change_that_met_an_outage_of_Redis(int total, int ledgerMeanwhile, int redisMeanwhile)
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync(totalStock: 10);
        await broken.KnowsAsync(product);
        // The healthy neighbour would complete it at once.
        await broken.Api.Host.DisposeAsync();

        broken.Redis.Cut();
        var change = await (await broken.PutSaleAsync(product, ApiUnderTest.Terms(total))).ShouldAnswerAsync(202);
        change.GetProperty("state").GetString().ShouldBe("Pending");
        // Never a moment at which Redis offers more than the ledger has: raised there first, lowered there last.
        (await LedgerAsync()).ShouldBe(ledgerMeanwhile);
        (await RedisAsync()).ShouldBe(redisMeanwhile);

        broken.Redis.Join();
        await Poll.UntilAsync(() => broken.Api.Database.ScalarAsync<string>("SELECT state FROM ordering.sale_changes WHERE product_id = $1 AND version = 2", product), state => state == "Applied", "the change is applied");
        (await LedgerAsync()).ShouldBe(total);
        (await RedisAsync()).ShouldBe(total);

        Task<int> LedgerAsync() => broken.Api.Database.ScalarAsync<int>("SELECT total FROM inventory.stock WHERE product_id = $1", product);
        async Task<int> RedisAsync() => (int)await broken.Api.Redis.GetDatabase().HashGetAsync($"{{{product}}}:sale", "available");
    }
}
