using System.Text.Json;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Reconciliation;

[Collection(ApiUnderTest.Collection)]
public sealed class When_money_contradicts_an_order(ApiUnderTest api) : IAsyncLifetime
{
    readonly Guid _order = Guid.NewGuid();
    string _product = "";

    string Payment => $"p-{_order:N}";

    public async Task InitializeAsync() => _product = await api.OpenSaleAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_find_a_payment_that_nobody_took_note_of()
    {
        await api.SagaTakesAsync(_order, _product, "Completed");
        await PayAsync("16 minutes");

        var finding = await FindAsync();
        (finding.GetProperty("kind").GetString(), finding.GetProperty("orderId").GetGuid(), finding.GetProperty("paymentId").GetString(), finding.GetProperty("state").GetString()).ShouldBe(("payment-unused", _order, Payment, "Completed"));
        (finding.GetProperty("amount").GetRawText(), finding.GetProperty("currency").GetString()).ShouldBe(("20.00", "EUR"));
        finding.GetProperty("remedy").GetString()!.ShouldContain($"./flashsale resume {_order}");
    }

    [Fact]
    public async Task Should_find_a_payment_that_its_ended_order_kept()
    {
        await api.SagaTakesAsync(_order, _product, "Rejected");
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET payment_id = $2 WHERE order_id = $1", _order, Payment);
        await PayAsync("1 second");

        await ShouldBeAsync("payment-kept");
    }

    [Fact]
    public async Task Should_find_an_order_that_is_delivered_though_its_payment_went_back()
    {
        await api.SagaTakesAsync(_order, _product, "Completed");
        await api.Database.ExecuteAsync("UPDATE ordering.orders SET payment_id = $2 WHERE order_id = $1", _order, Payment);
        await PayAsync("1 second");
        await RefundAsync("Refunded", "1 second");

        await ShouldBeAsync("paid-and-refunded");
    }

    [Fact]
    public async Task Should_find_a_refund_that_the_provider_does_not_confirm()
    {
        await api.SagaTakesAsync(_order, _product, "Completed");
        await PayAsync("17 minutes");
        await RefundAsync("Requested", "16 minutes");

        await ShouldBeAsync("refund-open");
    }

    [Fact]
    public async Task Should_not_say_twice_what_is_stuck()
    {
        await api.SagaTakesAsync(_order, _product, "Completed");
        await PayAsync("17 minutes");
        await RefundAsync("Requested", "16 minutes");
        await api.Database.ExecuteAsync("INSERT INTO ordering.resends (answer, order_id, subject, since, attempts, next_at) VALUES ('refund', $1, $2, now(), 0, 'infinity')", _order, Payment);

        var findings = await ReadAsync();
        findings.GetProperty("money").GetArrayLength().ShouldBe(0);
        findings.GetProperty("stuck").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("Completed", "it pays")]
    [InlineData("Rejected", "it is refunded")]
    [InlineData("Completed", "another one, and it is refunded")]
    [InlineData("AwaitingPayment", "it has just come")]
    [InlineData("Completed", "its refund was just asked for")]
    public async Task Should_find_nothing_where_money_matches(string state, string story)
    {
        await api.SagaTakesAsync(_order, _product, state);
        if (story is "it pays" or "it is refunded")
            await api.Database.ExecuteAsync("UPDATE ordering.orders SET payment_id = $2 WHERE order_id = $1", _order, Payment);
        await PayAsync(story == "it has just come" ? "14 minutes" : "1 hour");
        if (story.EndsWith("refunded", StringComparison.Ordinal))
            await RefundAsync("Refunded", "1 hour");
        if (story == "its refund was just asked for")
            await RefundAsync("Requested", "14 minutes");

        (await ReadAsync()).GetProperty("money").GetArrayLength().ShouldBe(0);
    }

    async Task ShouldBeAsync(string kind) => (await FindAsync()).GetProperty("kind").GetString().ShouldBe(kind);

    async Task<JsonElement> FindAsync()
    {
        var findings = await ReadAsync();
        findings.GetProperty("balanced").GetBoolean().ShouldBeFalse();
        return findings.GetProperty("money").EnumerateArray().ShouldHaveSingleItem();
    }

    async Task<JsonElement> ReadAsync() => await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/reconciliation?productId={_product}")).ShouldAnswerAsync(200);

    Task<int> PayAsync(string ago) => api.Database.ExecuteAsync(
        $"INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency, received_at) VALUES ($1, 'succeeded', $2, 20, 'EUR', now() - interval '{ago}')", Payment, _order);

    Task<int> RefundAsync(string state, string ago) => api.Database.ExecuteAsync(
        $"INSERT INTO ordering.refunds (payment_id, order_id, amount, currency, reason, state, requested_at) VALUES ($1, $2, 20, 'EUR', 'order-ended', $3, now() - interval '{ago}')", Payment, _order, state);
}
