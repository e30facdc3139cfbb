using System.Globalization;
using System.Net.Http.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Sandbox;

[Collection(ApiUnderTest.Collection)]
public sealed class The_sandbox(ApiUnderTest api)
{
    [Theory]
    [InlineData("succeeded", "PaymentReceived")]
    [InlineData("declined", "PaymentDeclined")]
    public async Task Should_pay_an_order_by_calling_back(string outcome, string message)
    {
        var product = await api.OpenSaleAsync();
        var id = await api.OrderedAsync(product, quantity: 2);
        var answer = await (await PostAsync($"payments/{id}", new { outcome })).ShouldAnswerAsync(202);
        answer.GetProperty("amount").GetDecimal().ShouldBe(40.00m);
        var published = await Poll.UntilAsync(() => api.Probe.AboutAsync(id), messages => messages.Count > 0, "the saga is told");
        published.Single().Type.ShouldBe(message);
        (await api.Database.ScalarAsync<decimal>("SELECT amount FROM ordering.payments WHERE order_id = $1", id)).ShouldBe(40.00m);
    }

    [Fact]
    public async Task Should_pay_what_it_is_told_to()
    {
        var id = Guid.NewGuid();
        await (await PostAsync($"payments/{id}", new { outcome = "succeeded" })).ShouldRefuseAsync(404, "unknown-order");
        await (await PostAsync($"payments/{id}", new { outcome = "succeeded", amount = 5, currency = "EUR", paymentId = $"p-{id}" })).ShouldAnswerAsync(202);
        await (await PostAsync($"payments/{id}", new { outcome = "succeeded", amount = 6, currency = "EUR", paymentId = $"p-{id}" })).ShouldRefuseAsync(502, "callback-failed");
        await (await PostAsync($"payments/{id}", new { outcome = "perhaps" })).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_refund_once_a_key()
    {
        var (id, key) = (Guid.NewGuid(), $"{Guid.NewGuid()}");
        var first = await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        var second = await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        second.GetProperty("refundId").GetGuid().ShouldBe(first.GetProperty("refundId").GetGuid());
        await (await RefundAsync(id, key, amount: 3)).ShouldRefuseAsync(422, "idempotency-key-reused");
        await (await RefundAsync(id, null)).ShouldRefuseAsync(400, "invalid-request");
        await RefundsShouldBeAsync(id, requests: 3);
    }

    [Fact]
    public async Task Should_refund_again_when_it_has_forgotten_the_key()
    {
        var (id, key) = (Guid.NewGuid(), $"{Guid.NewGuid()}");
        await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        await (await PostAsync("refunds/keys", new { lifetimeSeconds = 3600 })).ShouldAnswerAsync(200);
        await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        await RefundsShouldBeAsync(id, requests: 2);
        await (await PostAsync("refunds/keys", new { lifetimeSeconds = 0 })).ShouldAnswerAsync(200);
        await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        await (await PostAsync("refunds/keys", new { })).ShouldAnswerAsync(200);
        await (await RefundAsync(id, key)).ShouldAnswerAsync(200);

        var refunds = await (await api.Http.GetAsync($"/api/sandbox/refunds?orderId={id}")).ShouldAnswerAsync(200);
        refunds.EnumerateArray().Select(refund => refund.GetProperty("requests").GetInt32()).ShouldBe([2, 2]);
        await (await PostAsync("refunds/keys", new { lifetimeSeconds = -1 })).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_list_what_it_has_captured_page_by_page()
    {
        var (id, since) = (Guid.NewGuid(), await api.Database.ScalarAsync<DateTime>("SELECT clock_timestamp()"));
        foreach (var payment in new[] { "one", "two" })
            await (await PostAsync($"payments/{id}", new { amount = 5, currency = "EUR", paymentId = $"{payment}-{id}", callback = false })).ShouldAnswerAsync(202);
        await (await PostAsync($"payments/{id}", new { amount = 5, currency = "EUR", paymentId = $"three-{id}", outcome = "declined" })).ShouldAnswerAsync(202);

        var listed = (await ListAsync(new(since), null)).EnumerateArray().ToList();
        listed.Select(payment => (payment.GetProperty("paymentId").GetString(), payment.GetProperty("orderId").GetGuid(), payment.GetProperty("amount").GetRawText())).ShouldBe([($"one-{id}", id, "5.00"), ($"two-{id}", id, "5.00")]);
        var last = listed[^1].GetProperty("capturedAt").GetDateTimeOffset();
        (await ListAsync(last, $"two-{id}")).GetArrayLength().ShouldBe(0);
        (await ListAsync(listed[0].GetProperty("capturedAt").GetDateTimeOffset(), $"one-{id}")).GetArrayLength().ShouldBe(1);
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1 AND outcome = 'succeeded'", id)).ShouldBe(0);
    }

    [Theory]
    [InlineData("p\0", "20", "EUR")]
    [InlineData("p", "1e28", "EUR")]
    [InlineData("p", "20", "EU\0")]
    public async Task Should_refuse_a_refund_that_cannot_be(string paymentId, string amount, string currency)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sandbox/refunds")
        {
            Content = JsonContent.Create(new { paymentId, orderId = Guid.NewGuid(), amount = decimal.Parse(amount, NumberStyles.Float, CultureInfo.InvariantCulture), currency }),
        };
        request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
        await (await api.Http.SendAsync(request)).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_go_wrong_on_demand()
    {
        var (id, key) = (Guid.NewGuid(), $"{Guid.NewGuid()}");
        await FaultAsync("fail-before");
        await (await RefundAsync(id, key)).ShouldRefuseAsync(500, "internal-error");
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM sandbox.refunds WHERE order_id = $1", id)).ShouldBe(0);
        await FaultAsync("fail-after");
        await (await RefundAsync(id, key)).ShouldRefuseAsync(500, "internal-error");
        await RefundsShouldBeAsync(id, requests: 1);
        await FaultAsync("hang");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(() => RefundAsync(id, key, cancellationToken: patience.Token));
        await RefundsShouldBeAsync(id, requests: 2);
        await (await RefundAsync(id, key)).ShouldAnswerAsync(200);
        await (await PostAsync("refunds/faults", new { mode = "sometimes" })).ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_be_there_in_development_only_or_where_it_is_asked_for()
    {
        await using (var production = await ApiHost.StartAsync(api.Database, api.Broker, environment: "Production"))
        {
            using var http = new HttpClient { BaseAddress = production.Address };
            await (await http.PostAsJsonAsync($"/api/sandbox/payments/{Guid.NewGuid()}", new { outcome = "succeeded" })).ShouldRefuseAsync(404, "not-found");
        }

        await using var asked = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?> { ["FLASHSALE_SANDBOX"] = "true" }, "Production");
        using var client = new HttpClient { BaseAddress = asked.Address };
        await (await client.PostAsJsonAsync($"/api/sandbox/payments/{Guid.NewGuid()}", new { outcome = "succeeded" })).ShouldRefuseAsync(404, "unknown-order");
    }

    Task<HttpResponseMessage> PostAsync(string path, object body) => api.Http.PostAsJsonAsync($"/api/sandbox/{path}", body);

    async Task<System.Text.Json.JsonElement> ListAsync(DateTimeOffset since, string? after) =>
        await (await api.Http.GetAsync($"/api/sandbox/payments?since={Uri.EscapeDataString(since.ToString("O", CultureInfo.InvariantCulture))}{(after is null ? "" : $"&after={after}")}")).ShouldAnswerAsync(200);

    async Task FaultAsync(string mode) => await (await PostAsync("refunds/faults", new { mode, count = 1 })).ShouldAnswerAsync(200);

    async Task<HttpResponseMessage> RefundAsync(Guid orderId, string? key, decimal amount = 20, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sandbox/refunds") { Content = JsonContent.Create(new { paymentId = $"p-{orderId}", orderId, amount, currency = "EUR" }) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await api.Http.SendAsync(request, cancellationToken);
    }

    async Task RefundsShouldBeAsync(Guid id, int requests)
    {
        var refunds = await (await api.Http.GetAsync($"/api/sandbox/refunds?orderId={id}")).ShouldAnswerAsync(200);
        refunds.GetArrayLength().ShouldBe(1);
        refunds[0].GetProperty("requests").GetInt32().ShouldBe(requests);
    }
}
