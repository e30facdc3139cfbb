using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <summary>Gone, read-only, full or empty: proven not taken, said in time, and over as soon as the server is right again.</summary>
[Collection(AloneCollection.Name)]
public sealed class When_Redis_cannot_serve(ApiWithItsOwnRedis own) : IClassFixture<ApiWithItsOwnRedis>
{
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    [InlineData("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    public async Task Should_refuse_as_not_taken_while_it_cannot_write(string fault, string cure)
    {
        var product = await own.OpenSaleAsync(totalStock: 1_000_000);
        await using var crowd = Crowd.Start(50, user => own.OrderAsync(product, user));
        await crowd.AcceptedAsync(100);
        var from = Stopwatch.GetTimestamp();
        (await own.Redis.SayAsync(fault)).ShouldStartWith("+OK");
        // Longer than the client library needs to look at the server's role again.
        await Task.Delay(TimeSpan.FromSeconds(4));
        var refused = crowd.Count("temporarily-unavailable");
        var accepted = crowd.Count(CrowdAnswer.Accepted);
        (await own.Redis.SayAsync(cure)).ShouldStartWith("+OK");
        await crowd.AcceptedAsync(accepted + 100, Recovery);
        await crowd.StopAsync();

        refused.ShouldBeGreaterThan(100);
        crowd.ShouldHaveAnswersInTime(since: from);
        crowd.Answers.Select(answer => answer.Code).Distinct().ShouldBe([CrowdAnswer.Accepted, "temporarily-unavailable"], ignoreOrder: true);
        (await own.ReservationsAsync(product)).Count.ShouldBe(crowd.Count(CrowdAnswer.Accepted));
    }

    [Fact]
    public async Task Should_keep_what_it_promised_over_a_kill()
    {
        var product = await own.OpenSaleAsync(totalStock: 1_000_000);
        await using var crowd = Crowd.Start(50, user => own.OrderAsync(product, user));
        await crowd.AcceptedAsync(100);
        var from = Stopwatch.GetTimestamp();
        await own.Redis.KillAsync();
        await Poll.UntilAsync(() => Task.FromResult(crowd.Count("temporarily-unavailable")), count => count > 100, "it is noticed");
        await Task.Delay(TimeSpan.FromSeconds(4));
        var accepted = crowd.Count(CrowdAnswer.Accepted);
        await own.Redis.StartAsync();
        await crowd.AcceptedAsync(accepted + 100, Recovery);
        await crowd.StopAsync();

        crowd.ShouldHaveAnswersInTime(since: from);
        var held = await own.ReservationsAsync(product);
        held.Except(crowd.Answers.Where(answer => answer.OrderId is not null).Select(answer => answer.OrderId!.Value)).ShouldBeEmpty();
        crowd.Answers.Where(answer => answer.Code == CrowdAnswer.Accepted).Select(answer => answer.OrderId!.Value).Except(held).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_sell_nothing_when_it_is_empty()
    {
        var product = await own.OpenSaleAsync(totalStock: 5);
        var order = (await (await own.OrderAsync(product, "first")).ShouldAnswerAsync(202)).GetProperty("orderId").GetGuid();
        await own.LedgerHasAsync(product, order);
        (await own.Redis.SayAsync("FLUSHALL")).ShouldStartWith("+OK");

        await using var crowd = Crowd.Start(20, user => own.OrderAsync(product, user));
        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(() => Task.FromResult(clock.Elapsed), elapsed => elapsed > Recovery, "it stays closed while the instance looks at it");
        await crowd.StopAsync();
        crowd.Answers.Select(answer => answer.Code).Distinct().ShouldBe(["temporarily-unavailable"]);
        (await own.Redis.SayAsync($"EXISTS {{{product}}}:sale")).ShouldStartWith(":0");
    }

    [Fact]
    public async Task Should_not_be_ready_until_it_can_decide_orders_and_then_stay_so()
    {
        var product = await own.OpenSaleAsync();
        await own.Redis.KillAsync();
        await using var instance = await own.StartInstanceAsync();
        using var http = new HttpClient { BaseAddress = instance.Address };
        http.DefaultRequestHeaders.Add("X-User-ID", "alice");
        await Poll.UntilAsync(() => HealthAsync(http), health => health is { Postgres: "Healthy", Sales: "Unhealthy" }, "Redis alone is missing");

        await own.Redis.StartAsync();
        await Poll.UntilAsync(() => HealthAsync(http), health => health.Status == 200, "it is ready");
        (await http.PostAsync($"/api/flash-sales/{product}/order", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await own.Redis.KillAsync();
        (await http.PostAsync($"/api/flash-sales/{product}/order", content: null)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await HealthAsync(http)).Status.ShouldBe(200);
        await own.Redis.StartAsync();
    }

    static async Task<(int Status, string? Postgres, string? Sales)> HealthAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready");
        var checks = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
        return ((int)answer.StatusCode, Status("postgres"), Status("sales"));

        string? Status(string check) => checks.GetProperty(check).GetProperty("status").GetString();
    }
}
