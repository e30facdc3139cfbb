using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Payments;

[Collection(ApiUnderTest.Collection)]
public sealed class When_the_provider_calls_back(ApiUnderTest api)
{
    readonly Guid _order = Guid.NewGuid();
    readonly string _payment = $"pay_{Guid.NewGuid():N}";

    [Fact]
    public async Task Should_record_the_payment_and_tell_the_saga()
    {
        await (await SendAsync(Provider.Signed(Provider.Body(_order, _payment, 20.50m)))).ShouldAnswerAsync(202);
        (await RowsAsync()).ShouldBe(1);
        var (type, message) = (await PublishedAsync(1)).Single();
        type.ShouldBe("PaymentReceived");
        message.GetProperty("paymentId").GetString().ShouldBe(_payment);
        // The serializer writes decimals as text.
        decimal.Parse(message.GetProperty("amount").GetString()!).ShouldBe(20.50m);
        message.GetProperty("currency").GetString().ShouldBe("EUR");
    }

    [Fact]
    public async Task Should_record_a_decline_and_take_a_success_of_the_same_payment_after_it()
    {
        await (await SendAsync(Provider.Signed(Provider.Body(_order, _payment, outcome: "declined")))).ShouldAnswerAsync(202);
        await (await SendAsync(Provider.Signed(Provider.Body(_order, _payment)))).ShouldAnswerAsync(202);
        (await PublishedAsync(2)).Select(published => published.Type).ShouldBe(["PaymentDeclined", "PaymentReceived"], ignoreOrder: true);
        (await RowsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Should_take_ten_equal_callbacks_at_once_as_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(Provider.Signed(Provider.Body(_order, _payment)))));
        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([200, 200, 200, 200, 200, 200, 200, 200, 200, 202]);
        (await RowsAsync()).ShouldBe(1);
        await PublishedAsync(1);
        await OutboxShouldDrainAsync();
        (await api.Probe.AboutAsync(_order)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(21.00, "EUR", false)]
    [InlineData(20.00, "USD", false)]
    [InlineData(20.00, "EUR", true)]
    public async Task Should_refuse_the_same_payment_with_other_values(double amount, string currency, bool otherOrder)
    {
        await (await SendAsync(Provider.Signed(Provider.Body(_order, _payment)))).ShouldAnswerAsync(202);
        var other = otherOrder ? Guid.NewGuid() : _order;
        await (await SendAsync(Provider.Signed(Provider.Body(other, _payment, (decimal)amount, currency: currency)))).ShouldRefuseAsync(409, "payment-conflict");
        await OutboxShouldDrainAsync();
        (await RowsAsync()).ShouldBe(1);
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payment_conflicts WHERE payment_id = $1 AND order_id = $2", _payment, other)).ShouldBe(1);
        (await api.Probe.AboutAsync(_order)).Count.ShouldBe(1);
        if (otherOrder)
            (await api.Probe.AboutAsync(other)).ShouldBeEmpty();
    }

    public static TheoryData<string> Forgeries => new() { "no id", "no timestamp", "no signature", "other secret", "other body", "too old", "too new", "timestamp in words", "timestamp beyond all time", "empty signature" };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Should_refuse_what_the_provider_did_not_sign(string forgery)
    {
        var body = Provider.Body(_order, _payment);
        var now = $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}";
        var signature = Provider.Sign(ApiHost.Secret, "msg_1", now, body);
        using var request = forgery switch
        {
            "no id" => Provider.Request(body, null, now, signature),
            "no timestamp" => Provider.Request(body, "msg_1", null, signature),
            "no signature" => Provider.Request(body, "msg_1", now, null),
            "other secret" => Provider.Signed(body, secret: "whsec_" + Convert.ToBase64String(new byte[24])),
            "other body" => Provider.Request(body + " ", "msg_1", now, signature),
            "too old" => Provider.Signed(body, DateTimeOffset.UtcNow.AddMinutes(-6)),
            "too new" => Provider.Signed(body, DateTimeOffset.UtcNow.AddMinutes(6)),
            "timestamp in words" => Provider.Request(body, "msg_1", "now", Provider.Sign(ApiHost.Secret, "msg_1", "now", body)),
            "timestamp beyond all time" => Provider.Request(body, "msg_1", $"{long.MaxValue}", Provider.Sign(ApiHost.Secret, "msg_1", $"{long.MaxValue}", body)),
            _ => Provider.Signed(body, signatures: _ => ""),
        };
        using var answer = await api.WithoutTraceAsync(_payment, () => SendAsync(request));
        await answer.ShouldRefuseAsync(401, "invalid-signature");
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Signature");
    }

    [Fact]
    public async Task Should_take_a_right_signature_among_others_and_up_to_five_minutes_old()
    {
        await (await SendAsync(Provider.Signed(Provider.Body(_order, _payment), DateTimeOffset.UtcNow.AddMinutes(-4),
            signatures: right => $"v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= {right} v2,x"))).ShouldAnswerAsync(202);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"orderId":"00000000-0000-0000-0000-000000000000","paymentId":"p","amount":1,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"","amount":1,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"a b","amount":1,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":-1,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":1.001,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":1e20,"currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":"1","currency":"EUR","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":1,"currency":"euro","outcome":"succeeded"}""")]
    [InlineData("""{"orderId":"7d3c1f60-0000-0000-0000-000000000001","paymentId":"p","amount":1,"currency":"EUR","outcome":"pending"}""")]
    public async Task Should_refuse_what_is_signed_and_makes_no_sense(string body)
    {
        using var answer = await api.WithoutTraceAsync(_payment, () => SendAsync(Provider.Signed(body)));
        await answer.ShouldRefuseAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Should_refuse_a_megabyte_before_it_is_signed_for() =>
        await (await SendAsync(Provider.Signed(new string(' ', 1024 * 1024)))).ShouldRefuseAsync(413, "payload-too-large");

    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => api.Http.SendAsync(request);

    Task<long> RowsAsync() => api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1", _order);

    Task<IReadOnlyList<(string Type, System.Text.Json.JsonElement Message)>> PublishedAsync(int count) =>
        Poll.UntilAsync(() => api.Probe.AboutAsync(_order), published => published.Count >= count, $"{count} messages about the order");

    async Task OutboxShouldDrainAsync() =>
        await Poll.UntilAsync(() => api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering_api.outbox"), rows => rows == 0, "the outbox is empty");
}
