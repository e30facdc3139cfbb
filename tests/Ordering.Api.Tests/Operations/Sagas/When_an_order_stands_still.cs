using System.Text.Json;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Sagas;

[Collection(ApiUnderTest.Collection)]
public sealed class When_an_order_stands_still(ApiUnderTest api)
{
    const string Url = "/api/ops/sagas/resume";

    [Fact]
    public async Task Should_say_what_it_waits_for_and_change_nothing()
    {
        var order = await TakenAsync("phone", "Allocating");

        var answer = await AnswerAsync(new { orderId = order });

        answer.GetProperty("asked").GetBoolean().ShouldBeFalse();
        answer.GetProperty("complete").GetBoolean().ShouldBeTrue();
        var allocation = answer.GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();
        Told(allocation).ShouldBe(("allocation", order, "phone", "Allocating"));
        allocation.GetProperty("attempts").GetInt32().ShouldBe(0);
        allocation.GetProperty("since").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await CountAsync("ordering.resumes", order)).ShouldBe(0);
        (await CountAsync("ordering.resends", order)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_have_it_asked_for_again_with_actor_and_reason_on_record()
    {
        var order = await TakenAsync("phone", "Allocating");
        await GiveUpAsync(order, "allocation", attempts: 7, deadLetter: true);

        var answer = await AnswerAsync(new { orderId = order, apply = true, reason = "the ledger is mended" }, "erin");

        answer.GetProperty("asked").GetBoolean().ShouldBeTrue();
        answer.GetProperty("answers")[0].GetProperty("attempts").GetInt32().ShouldBe(7);
        (await api.Database.ScalarAsync<string>("SELECT string_agg(requested_by || ': ' || reason || ': ' || answer, ', ') FROM ordering.resumes WHERE order_id = $1", order)).ShouldBe("erin: the ledger is mended: allocation");
        (await api.Database.ScalarAsync<bool>("SELECT attempts = 0 AND next_at <= clock_timestamp() AND asked_for_at > resent_at AND answered_at IS NULL FROM ordering.resends WHERE order_id = $1", order)).ShouldBeTrue();
        (await StuckAsync()).ShouldNotContain(order);

        var requests = await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas/resumes")).ShouldAnswerAsync(200);
        var request = requests.EnumerateArray().Single(request => request.GetProperty("orders").EnumerateArray().Any(id => id.GetGuid() == order));
        (request.GetProperty("requestedBy").GetString(), request.GetProperty("reason").GetString(), request.GetProperty("answers").GetInt32()).ShouldBe(("erin", "the ledger is mended", 1));
    }

    [Fact]
    public async Task Should_take_those_of_a_state_that_have_waited_long_enough()
    {
        var product = ApiUnderTest.NewProduct();
        var (fresh, old, other) = (await TakenAsync(product, "Releasing"), await TakenAsync(product, "Releasing"), await TakenAsync(product, "Allocating"));
        await AgeAsync(old);
        await AgeAsync(other);

        var answer = await AnswerAsync(new { state = "Releasing", olderThanSeconds = 600, apply = true, reason = "the ledger is back" });

        Of(answer, product).Select(Told).ShouldBe([("release", old, product, "Releasing")]);
        (await CountAsync("ordering.resends", old)).ShouldBe(1);
        (await CountAsync("ordering.resends", fresh)).ShouldBe(0);
        (await CountAsync("ordering.resends", other)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_report_a_thousand_at_most()
    {
        var product = ApiUnderTest.NewProduct();
        await api.Database.ExecuteAsync("""
            INSERT INTO ordering.orders (order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, accepted_at, awaited_since)
            SELECT gen_random_uuid(), 'Rejected', $1, 'ada', 1, 20, 'EUR', 60, now(), now() - interval '10 years' FROM generate_series(1, 1001)
            """, product);

        var answer = await AnswerAsync(new { state = "Rejected", olderThanSeconds = 3600, apply = true, reason = "all of them" });

        answer.GetProperty("answers").GetArrayLength().ShouldBe(1000);
        answer.GetProperty("complete").GetBoolean().ShouldBeFalse();
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.resends JOIN ordering.orders USING (order_id) WHERE product_id = $1", product)).ShouldBe(1000);
    }

    [Fact]
    public async Task Should_say_what_its_money_waits_for()
    {
        var product = ApiUnderTest.NewProduct();
        var order = await TakenAsync(product, "AwaitingPayment");
        await PayAsync(order, $"paid-{order:N}");
        await api.Database.ExecuteAsync("INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state) VALUES ($2, $1, 5, 'EUR', 'order-ended', 'Requested')", order, $"back-{order:N}");

        var answers = Of(await AnswerAsync(new { orderId = order }), product);
        answers.Select(answer => (answer.GetProperty("answer").GetString(), answer.GetProperty("subject").GetString()))
            .ShouldBe([("payment", $"paid-{order:N}"), ("refund", $"back-{order:N}"), ("deadline", "")], ignoreOrder: true);
        // The deadline is in a minute.
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET awaited_since = payment_due_at WHERE order_id = $1", order);
        (await AwaitingPaymentAsync(product)).ShouldBe(["payment", "refund"], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_find_a_report_that_was_checked_while_it_is_asked_for()
    {
        var product = ApiUnderTest.NewProduct();
        var order = await TakenAsync(product, "AwaitingPayment");
        await PayAsync(order, $"paid-{order:N}");
        await api.Database.ExecuteAsync("INSERT INTO ordering.duties (name, holder, held_until, checked_until) VALUES ('overdue-answers', gen_random_uuid(), now(), 'infinity')");
        try
        {
            // The sagas say that all reports up to then were taken note of; so this one is not looked for.
            (await AwaitingPaymentAsync(product)).ShouldBe(["deadline"]);
            await api.Database.ExecuteAsync("INSERT INTO ordering.resends (answer, order_id, subject, since, attempts, next_at) VALUES ('payment', $1, $2, now(), 1, now())", order, $"paid-{order:N}");
            (await AwaitingPaymentAsync(product)).ShouldBe(["deadline", "payment"], ignoreOrder: true);
        }
        finally
        {
            await api.Database.ExecuteAsync("DELETE FROM ordering.duties");
        }
    }

    [Fact]
    public async Task Should_know_money_whose_order_nobody_has()
    {
        var order = Guid.NewGuid();
        await PayAsync(order, $"stray-{order:N}");
        var payment = (await AnswerAsync(new { orderId = order })).GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();
        Told(payment).ShouldBe(("payment", order, null, null));
    }

    [Fact]
    public async Task Should_find_nothing_when_it_waits_for_nothing()
    {
        // The saga has the one; the other is only in Redis.
        var orders = new[] { await TakenAsync("phone", "Completed"), await api.OrderedAsync(await api.OpenSaleAsync()) };
        foreach (var order in orders)
        {
            var answer = await AnswerAsync(new { orderId = order, apply = true, reason = "it seems to stand still" });
            answer.GetProperty("answers").GetArrayLength().ShouldBe(0);
            answer.GetProperty("asked").GetBoolean().ShouldBeFalse();
            (await CountAsync("ordering.resumes", order)).ShouldBe(0);
        }

        await (await AskAsync(new { orderId = Guid.NewGuid() })).ShouldRefuseAsync(404, "unknown-order");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","state":"Allocating","olderThanSeconds":1}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","olderThanSeconds":1}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","apply":true}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","apply":true,"reason":"two\nlines"}""")]
    [InlineData("""{"state":"Allocating"}""")]
    [InlineData("""{"state":"Allocating","olderThanSeconds":-1}""")]
    [InlineData("""{"state":"Alocating","olderThanSeconds":1}""")]
    public async Task Should_refuse_what_makes_no_sense(string body) => await (await AskAsync(JsonDocument.Parse(body))).ShouldRefuseAsync(400, "invalid-request");

    [Fact]
    public async Task Should_be_a_finding_when_it_needs_a_person()
    {
        var (product, other) = (await api.OpenSaleAsync(), await api.OpenSaleAsync());
        var (dead, silent, trying) = (await TakenAsync(product, "Allocating"), await TakenAsync(product, "Releasing"), await TakenAsync(product, "Allocating"));
        await GiveUpAsync(dead, "allocation", attempts: 0, deadLetter: true);
        await GiveUpAsync(silent, "release", attempts: 5, deadLetter: false);
        await GiveUpAsync(trying, "allocation", attempts: 4, deadLetter: false);

        var stuck = (await FindingsAsync(product, balanced: false)).GetProperty("stuck").EnumerateArray().ToList();
        stuck.Select(Told).ShouldBe([("allocation", dead, product, "Allocating"), ("release", silent, product, "Releasing")], ignoreOrder: true);
        Remedy(dead).ShouldBe($"a message of it is a dead letter: remove the cause, then ./flashsale resume {dead}, or replay the dead letter");
        Remedy(silent).ShouldBe($"5 resends had no answer: look at the service that owes it, then ./flashsale resume {silent}");
        (await FindingsAsync(other, balanced: true)).GetProperty("stuck").GetArrayLength().ShouldBe(0);
        (await StuckAsync()).ShouldContain(silent);

        string? Remedy(Guid order) => stuck.Single(answer => answer.GetProperty("orderId").GetGuid() == order).GetProperty("remedy").GetString();
    }

    static (string?, Guid, string?, string?) Told(JsonElement answer) =>
        (answer.GetProperty("answer").GetString(), answer.GetProperty("orderId").GetGuid(), answer.GetProperty("productId").GetString(), answer.GetProperty("state").GetString());

    static List<JsonElement> Of(JsonElement answer, string product) => [.. answer.GetProperty("answers").EnumerateArray().Where(one => one.GetProperty("productId").GetString() == product)];

    async Task<Guid> TakenAsync(string product, string state)
    {
        var order = Guid.NewGuid();
        await api.SagaTakesAsync(order, product, state);
        return order;
    }

    async Task<IEnumerable<string?>> AwaitingPaymentAsync(string product) =>
        Of(await AnswerAsync(new { state = "AwaitingPayment", olderThanSeconds = 0 }), product).Select(answer => answer.GetProperty("answer").GetString());

    Task<int> AgeAsync(Guid order) => api.Database.ExecuteAsync("UPDATE ordering.orders SET awaited_since = now() - interval '1 hour' WHERE order_id = $1", order);

    Task<int> PayAsync(Guid order, string payment) =>
        api.Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($2, 'succeeded', $1, 20, 'EUR')", order, payment);

    Task<int> GiveUpAsync(Guid order, string answer, int attempts, bool deadLetter) => api.Database.ExecuteAsync(
        "INSERT INTO ordering.resends (answer, order_id, subject, since, attempts, next_at) VALUES ($2, $1, '', now(), $3, CASE WHEN $4 THEN 'infinity' ELSE now() + interval '1 minute' END)", order, answer, attempts, deadLetter);

    Task<long> CountAsync(string table, Guid order) => api.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE order_id = $1", order);

    async Task<IEnumerable<Guid>> StuckAsync() =>
        (await (await api.OpsAsync(HttpMethod.Get, "/api/ops/sagas/stuck")).ShouldAnswerAsync(200)).EnumerateArray().Select(answer => answer.GetProperty("orderId").GetGuid());

    async Task<JsonElement> FindingsAsync(string product, bool balanced)
    {
        var findings = await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/reconciliation?productId={product}")).ShouldAnswerAsync(200);
        findings.GetProperty("balanced").GetBoolean().ShouldBe(balanced);
        return findings;
    }

    async Task<JsonElement> AnswerAsync(object body, string? by = null) => await (await AskAsync(body, by)).ShouldAnswerAsync(200);

    Task<HttpResponseMessage> AskAsync(object body, string? by = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("X-Api-Key", ApiHost.OpsKey);
        if (by is not null)
            request.Headers.Add("X-User-ID", by);
        return api.Http.SendAsync(request);
    }
}
