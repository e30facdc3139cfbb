using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Reconciliation;

[Collection(ApiUnderTest.Collection)]
public sealed class When_the_books_are_repaired(ApiUnderTest api)
{
    const string Url = "/api/ops/reconciliation";

    [Fact]
    public async Task Should_show_what_is_open_by_product()
    {
        var (product, other) = (await api.OpenSaleAsync(), await api.OpenSaleAsync());
        var (lost, published) = (Guid.NewGuid(), Guid.NewGuid());
        await FindAsync(product, "submission-lost", lost, 2);
        await FindAsync(product, "submission-lost", published, 1);
        await FindAsync(product, "counter", null, -3);
        await FindAsync(product, "release-lost", Guid.NewGuid(), 4, gone: true);
        await api.Database.ExecuteAsync("INSERT INTO inventory.submissions_published_again (order_id, product_id, published_at) VALUES ($1, $2, now())", published, product);
        await api.Database.ExecuteAsync("INSERT INTO inventory.walks (product_id, orders, seconds) VALUES ($1, 7, 0.5)", product);

        var found = await (await api.OpsAsync(HttpMethod.Get, $"{Url}?productId={product}")).ShouldAnswerAsync(200);

        found.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        var open = found.GetProperty("products").EnumerateArray().ShouldHaveSingleItem();
        open.GetProperty("count").GetInt32().ShouldBe(3);
        open.GetProperty("ordersWalked").GetInt32().ShouldBe(7);
        var findings = open.GetProperty("findings").EnumerateArray().ToList();
        findings.Select(finding => (finding.GetProperty("kind").GetString(), finding.GetProperty("units").GetInt32())).ShouldBe([("submission-lost", 2), ("submission-lost", 1), ("counter", -3)], ignoreOrder: true);
        Remedy(findings, lost).ShouldBe("published again automatically, within a round");
        Remedy(findings, published).ShouldStartWith("was published again");

        var balanced = await (await api.OpsAsync(HttpMethod.Get, $"{Url}?productId={other}")).ShouldAnswerAsync(200);
        balanced.GetProperty("balanced").GetBoolean().ShouldBeTrue();
        balanced.GetProperty("products").EnumerateArray().ShouldHaveSingleItem().GetProperty("walkedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        (await (await api.OpsAsync(HttpMethod.Get, Url)).ShouldAnswerAsync(200)).GetProperty("products").GetArrayLength().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Should_show_a_queue_that_is_braked_for_as_long_as_somebody_says_so()
    {
        var product = await api.OpenSaleAsync();
        await api.Database.ExecuteAsync("""
            INSERT INTO messaging.braked_queues (queue, since, sql_state, cause, noted_at)
            VALUES ('order-state', now() - interval '2 minutes', '42501', 'permission denied for table timeline', now()), ('refund', now(), '42P01', 'gone', now() - interval '31 seconds')
            """);

        var found = await (await api.OpsAsync(HttpMethod.Get, $"{Url}?productId={product}")).ShouldAnswerAsync(200);

        found.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        var braked = found.GetProperty("braked").EnumerateArray().ShouldHaveSingleItem();
        braked.GetProperty("queue").GetString().ShouldBe("order-state");
        braked.GetProperty("since").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow.AddMinutes(-2), TimeSpan.FromSeconds(30));
        braked.GetProperty("cause").GetString().ShouldBe("permission denied for table timeline");
        braked.GetProperty("remedy").GetString().ShouldBe("restore the grant");
        await api.Database.ExecuteAsync("DELETE FROM messaging.braked_queues");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_hand_the_wish_on_and_answer_what_came_of_it(bool apply)
    {
        var product = await api.OpenSaleAsync();
        var asking = AskAsync(new { productId = product, apply, reason = "the counter is off" }, "erin");
        // As the reconciler does.
        await Poll.UntilAsync(async () => await api.Database.ExecuteAsync(
            "UPDATE inventory.reconciliations SET ended_at = now(), done = ARRAY['all is well'] WHERE product_id = $1 AND apply = $2 AND requested_by = 'erin' AND reason = 'the counter is off'", product, apply) == 1, "it is asked for");

        var answer = await (await asking).ShouldAnswerAsync(200);

        answer.GetProperty("request").GetProperty("done").EnumerateArray().Select(line => line.GetString()).ShouldBe(["all is well"]);
        answer.GetProperty("findings").GetProperty("balanced").GetBoolean().ShouldBeTrue();
        var id = answer.GetProperty("request").GetProperty("id").GetGuid();
        (await (await api.OpsAsync(HttpMethod.Get, $"{Url}/requests/{id}")).ShouldAnswerAsync(200)).GetProperty("request").GetProperty("requestedBy").GetString().ShouldBe("erin");
        (await (await api.OpsAsync(HttpMethod.Get, $"{Url}/requests")).ShouldAnswerAsync(200)).EnumerateArray().Select(request => request.GetProperty("id").GetGuid()).ShouldContain(id);
    }

    [Fact]
    public async Task Should_only_look_when_nothing_else_is_said()
    {
        var product = await api.OpenSaleAsync();
        var asking = AskAsync(new { productId = product });
        await Poll.UntilAsync(async () => await api.Database.ExecuteAsync(
            "UPDATE inventory.reconciliations SET ended_at = now() WHERE product_id = $1 AND NOT apply AND requested_by = 'ops-key'", product) == 1, "a look is asked for");
        await (await asking).ShouldAnswerAsync(200);
    }

    [Fact]
    public async Task Should_refuse_what_makes_no_sense()
    {
        var product = await api.OpenSaleAsync();
        await (await AskAsync(new { productId = product, apply = true })).ShouldRefuseAsync(400, "invalid-request");
        await (await AskAsync(new { productId = "{a}" })).ShouldRefuseAsync(400, "invalid-request");
        await (await AskAsync(new { productId = ApiUnderTest.NewProduct() })).ShouldRefuseAsync(404, "unknown-product");
        await (await api.OpsAsync(HttpMethod.Get, $"{Url}?productId={ApiUnderTest.NewProduct()}")).ShouldRefuseAsync(404, "unknown-product");
        await (await api.OpsAsync(HttpMethod.Get, $"{Url}/requests/{Guid.NewGuid()}")).ShouldRefuseAsync(404, "not-found");
    }

    static string? Remedy(IEnumerable<JsonElement> findings, Guid order) =>
        findings.Single(finding => finding.GetProperty("orderId").ValueKind is JsonValueKind.String && finding.GetProperty("orderId").GetGuid() == order).GetProperty("remedy").GetString();

    Task<int> FindAsync(string product, string kind, Guid? order, int units, bool gone = false) => api.Database.ExecuteAsync(
        "INSERT INTO inventory.findings (product_id, kind, order_id, units, first_seen_at, gone_at) VALUES ($1, $2, nullif($3::text, '')::uuid, $4, now(), CASE WHEN $5 THEN now() END)", product, kind, $"{order}", units, gone);

    Task<HttpResponseMessage> AskAsync(object body, string? by = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        if (by is not null)
            request.Headers.Add("X-User-ID", by);
        return api.Http.SendAsync(request);
    }
}
