using System.Diagnostics;
using System.Text;
using FlashSale.Admission.Admit;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

public sealed class When_a_crowd_is_turned_away(ApiWithItsOwnRedis own) : IClassFixture<ApiWithItsOwnRedis>
{
    [Fact]
    public async Task Should_sell_a_released_unit_within_two_seconds_while_the_crowd_keeps_asking()
    {
        var product = await own.OpenSaleAsync(totalStock: 1);
        var first = (await (await own.OrderAsync(product, "first")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();
        await using var crowd = Crowd.Start(16, user => own.OrderAsync(product, user));
        await SoldOutIsKnownAsync();

        (await own.ReleaseAsync(product, first)).ShouldBeTrue();
        await Poll.UntilAsync(() => Task.FromResult(crowd.Count(CrowdAnswer.Accepted)), count => count == 1, "the unit is bought again", TimeSpan.FromSeconds(2));

        await SoldOutIsKnownAsync();
        await crowd.StopAsync();
        crowd.Answers.Select(answer => answer.Code).Distinct().ShouldBe([CrowdAnswer.Accepted, "sold-out"], ignoreOrder: true);
        crowd.Count(CrowdAnswer.Accepted).ShouldBe(1);
    }

    [Fact]
    public async Task Should_ask_Redis_a_few_times_a_second_however_many_ask()
    {
        var product = await own.OpenSaleAsync(totalStock: 1);
        await (await own.OrderAsync(product, "first")).ShouldAnswerAsync(202);
        await (await own.OrderAsync(product, "second")).ShouldRefuseAsync(409, "sold-out");
        var before = await own.LocalAnswersAsync(AdmissionOutcome.SoldOut);
        var clock = Stopwatch.StartNew();
        await using var crowd = Crowd.Start(16, user => own.OrderAsync(product, user));
        await Poll.UntilAsync(() => Task.FromResult(crowd.Answers.Count), answers => answers > 3_000, "3,000 were answered");
        await crowd.StopAsync();

        // Each of the crowd once, while nothing is known, and four looks a second. Counters are shown up to 0.3 s late.
        var few = 32 + (int)(clock.Elapsed.TotalSeconds * 8);
        await Poll.UntilAsync(async () => crowd.Answers.Count - (await own.LocalAnswersAsync(AdmissionOutcome.SoldOut) - before), asked => asked <= few, $"all but {few} were answered without Redis", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_refuse_only_those_who_ask_for_more_than_is_left()
    {
        var product = await own.OpenSaleAsync(totalStock: 2);
        await KnownToRefuseAsync(product, new { quantity = 3 }, AdmissionOutcome.SoldOut, "sold-out");
        await (await own.OrderAsync(product, "alice", new { quantity = 2 })).ShouldAnswerAsync(202);
    }

    [Fact]
    public async Task Should_only_look_for_the_keys_of_those_who_are_refused()
    {
        var product = await own.OpenSaleAsync(totalStock: 1);
        await (await own.OrderAsync(product, "first")).ShouldAnswerAsync(202);
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SoldOut, "sold-out");
        var before = await own.LocalAnswersAsync(AdmissionOutcome.SoldOut);

        for (var turn = 0; turn < 20; turn++)
            await (await own.OrderAsync(product, "eager", key: $"k-{turn}")).ShouldRefuseAsync(409, "sold-out");

        await Poll.UntilAsync(() => own.LocalAnswersAsync(AdmissionOutcome.SoldOut), count => count - before >= 19, "no more than one of them went through admission", TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Should_tell_a_buyer_with_a_key_of_the_limit_before_the_stock()
    {
        var product = await own.OpenSaleAsync(totalStock: 5);
        await (await own.OrderAsync(product, "owner", new { quantity = 5 }, key: "k")).ShouldAnswerAsync(202);
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SoldOut, "sold-out");
        await (await own.OrderAsync(product, "owner", key: "other")).ShouldRefuseAsync(409, "purchase-limit");
    }

    [Fact]
    public async Task Should_answer_within_a_second_when_Redis_stops_while_a_key_is_looked_for()
    {
        var product = await own.OpenSaleAsync(totalStock: 1);
        await KnownToRefuseAsync(product, new { quantity = 2 }, AdmissionOutcome.SoldOut, "sold-out");
        own.Redis.Freeze();
        var clock = Stopwatch.StartNew();
        using var answer = await own.OrderAsync(product, "alice", new { quantity = 2 }, key: "k");
        var took = clock.Elapsed;
        own.Redis.Thaw();

        await answer.ShouldRefuseAsync(503, "temporarily-unavailable");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
        await Poll.UntilAsync(async () => (int)(await own.OrderAsync(product, "bob")).StatusCode, status => status == 202, "orders are taken again");
    }

    [Fact]
    public async Task Should_answer_a_key_that_has_an_order()
    {
        var product = await own.OpenSaleAsync(totalStock: 1);
        var order = (await (await own.OrderAsync(product, "alice", key: "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SoldOut, "sold-out");
        (await (await own.OrderAsync(product, "alice", key: "k")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid().ShouldBe(order);
    }

    [Theory]
    [InlineData("""{"quantity": 0}""", 400)]
    [InlineData("""{"quantity": "1"}""", 400)]
    [InlineData("""{"email": "nobody"}""", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"quantity": 1, "email": "alice@example.com"}""", 409)]
    public async Task Should_still_say_what_is_wrong_with_a_request(string body, int status)
    {
        var product = await own.OpenSaleAsync(totalStock: 0);
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SoldOut, "sold-out");
        var request = ApiUnderTest.Request(HttpMethod.Post, $"/api/flash-sales/{product}/order", "alice");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        await (await own.Http.SendAsync(request)).ShouldRefuseAsync(status, status == 400 ? "invalid-request" : "sold-out");
    }

    [Fact]
    public async Task Should_sell_at_once_what_was_added_here()
    {
        var product = await own.OpenSaleAsync(totalStock: 0);
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SoldOut, "sold-out");
        await (await own.PutSaleAsync(product, ApiUnderTest.Terms(totalStock: 1))).ShouldAnswerAsync(200);
        await (await own.OrderAsync(product, "alice")).ShouldAnswerAsync(202);
    }

    [Fact]
    public async Task Should_sell_within_a_second_what_was_added_through_another_instance()
    {
        await using var other = await own.StartInstanceAsync();
        using var http = new HttpClient { BaseAddress = other.Address };
        var product = await own.OpenSaleAsync(totalStock: 0);
        await using var crowd = Crowd.Start(4, user => own.OrderAsync(product, user));
        await SoldOutIsKnownAsync();

        var change = ApiUnderTest.Request(HttpMethod.Put, $"/api/ops/flash-sales/{product}", "ops", ApiUnderTest.Terms(totalStock: 1));
        change.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        await (await http.SendAsync(change)).ShouldAnswerAsync(200);
        await Poll.UntilAsync(() => Task.FromResult(crowd.Count(CrowdAnswer.Accepted)), count => count == 1, "the unit is bought", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Should_take_orders_at_once_when_a_paused_sale_is_resumed_here()
    {
        var product = await own.OpenSaleAsync();
        await (await own.SendAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/pause", "ops")).ShouldAnswerAsync(200);
        await KnownToRefuseAsync(product, null, AdmissionOutcome.SalePaused, "sale-paused");
        await (await own.SendAsync(HttpMethod.Post, $"/api/ops/flash-sales/{product}/resume", "ops")).ShouldAnswerAsync(200);
        await (await own.OrderAsync(product, "alice")).ShouldAnswerAsync(202);
    }

    [Fact]
    public async Task Should_refuse_nobody_who_asks_after_the_opening()
    {
        var product = await own.OpenSaleAsync(totalStock: 1_000_000, startsIn: TimeSpan.FromSeconds(3));
        var startsAt = long.Parse(await HashGetAsync(product, "starts_at"));
        await using var crowd = Crowd.Start(16, user => own.OrderAsync(product, user));
        await Poll.UntilAsync(() => own.LocalAnswersAsync(AdmissionOutcome.SaleNotOpen), count => count > 0, "not open is known");

        // A local moment at which Redis's clock had surely come to the start.
        await Poll.UntilAsync(RedisTimeAsync, time => time >= startsAt, "the sale has started");
        var started = Stopwatch.GetTimestamp();
        await Poll.UntilAsync(() => Task.FromResult(crowd.Count(CrowdAnswer.Accepted)), count => count > 100, "orders are taken");
        await crowd.StopAsync();

        crowd.Answers.ShouldNotContain(answer => answer.Asked > started && answer.Code != CrowdAnswer.Accepted);
        crowd.Count("sale-not-open").ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Should_refuse_a_user_over_the_limit_until_there_is_room_and_nobody_else()
    {
        var product = await own.OpenSaleAsync(totalStock: 1_000, userRate: 1);
        var before = await own.LocalAnswersAsync(AdmissionOutcome.RateLimited);
        // A token comes each second: should it come between Redis's refusal and the next request, both are made again.
        using var refused = (await Poll.UntilAsync(
            async () => (int)(await own.OrderAsync(product, "greedy")).StatusCode == 429 ? await own.OrderAsync(product, "greedy") : null,
            answer => (int?)answer?.StatusCode == 429, "the bucket is empty"))!;
        await refused.ShouldRefuseAsync(429, "rate-limited");
        (await own.LocalAnswersAsync(AdmissionOutcome.RateLimited)).ShouldBe(before + 1);
        refused.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        refused.Headers.GetValues("RateLimit").Single().ShouldBe("\"user\";r=0;t=1");

        await (await own.OrderAsync(product, "modest")).ShouldAnswerAsync(202);
        await Poll.UntilAsync(async () => (int)(await own.OrderAsync(product, "greedy")).StatusCode, status => status == 409, "there is room for one more", TimeSpan.FromSeconds(2));
    }

    async Task KnownToRefuseAsync(string product, object? body, AdmissionOutcome outcome, string code)
    {
        var before = await own.LocalAnswersAsync(outcome);
        await Poll.UntilAsync(async () =>
        {
            await (await own.OrderAsync(product, "nobody", body)).ShouldRefuseAsync(409, code);
            return await own.LocalAnswersAsync(outcome);
        }, count => count > before, $"{outcome} is known");
    }

    async Task SoldOutIsKnownAsync()
    {
        var before = await own.LocalAnswersAsync(AdmissionOutcome.SoldOut);
        await Poll.UntilAsync(() => own.LocalAnswersAsync(AdmissionOutcome.SoldOut), count => count > before + 100, "the crowd is answered without Redis");
    }

    async Task<string> HashGetAsync(string product, string field) => (await own.Redis.SayAsync($"HGET {{{product}}}:sale {field}")).Split("\r\n")[1];

    async Task<long> RedisTimeAsync()
    {
        var lines = (await own.Redis.SayAsync("TIME")).Split("\r\n");
        return long.Parse(lines[2]) * 1000 + long.Parse(lines[4]) / 1000;
    }
}
