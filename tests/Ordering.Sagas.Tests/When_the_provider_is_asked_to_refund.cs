using FlashSale.Ordering.Sagas.Tests.Provider;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Payments;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

public sealed class When_the_provider_is_asked_to_refund(TestProvider server) : IClassFixture<TestProvider>
{
    readonly Refund _refund = new($"p-{Guid.NewGuid():N}", Guid.NewGuid(), 39.98m, "EUR");

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Should_take_any_success_for_a_refund(int status)
    {
        server.FailFor(_refund.PaymentId, new ProviderFault(status, Refunds: true));

        await Provider().RefundAsync(_refund, CancellationToken.None);

        var request = server.RequestsFor(_refund.PaymentId).Single();
        request.Key.ShouldBe(_refund.PaymentId);
        request.Body.ShouldBe(new RefundBody(_refund.PaymentId, _refund.OrderId, 39.98m, "EUR"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(422)]
    public async Task Should_take_a_refusal_for_a_refusal(int status)
    {
        server.FailFor(_refund.PaymentId, new ProviderFault(status));

        await Provider().RefundAsync(_refund, CancellationToken.None).ShouldThrowAsync<RefundRefusedException>();
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Should_take_refused_credentials_for_a_fault_that_every_refund_would_meet(int status)
    {
        server.FailFor(_refund.PaymentId, new ProviderFault(status));

        InfrastructureFault.Is(await Provider().RefundAsync(_refund, CancellationToken.None).ShouldThrowAsync<CredentialsRefusedException>()).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_find_a_refund_that_was_made()
    {
        (await Provider().IsRefundedAsync(_refund, CancellationToken.None)).ShouldBeFalse();
        server.Made(new("p-of-the-same-order", _refund.OrderId, 39.98m, "EUR"));
        (await Provider().IsRefundedAsync(_refund, CancellationToken.None)).ShouldBeFalse();
        server.Made(new(_refund.PaymentId, _refund.OrderId, 39.980m, "EUR"));
        (await Provider().IsRefundedAsync(_refund, CancellationToken.None)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(39.97, "EUR")]
    [InlineData(39.98, "USD")]
    public async Task Should_not_take_another_amount_for_the_refund(double amount, string currency)
    {
        server.Made(new(_refund.PaymentId, _refund.OrderId, (decimal)amount, currency));

        (await Provider().IsRefundedAsync(_refund, CancellationToken.None).ShouldThrowAsync<RefundRefusedException>()).Message.ShouldContain($"{(decimal)amount} {currency}");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Should_take_nothing_else_for_an_outcome(int status)
    {
        server.FailFor(_refund.PaymentId, new ProviderFault(status));

        await Provider().RefundAsync(_refund, CancellationToken.None).ShouldThrowAsync<RefundOutcomeUnknownException>();
    }

    [Fact]
    public async Task Should_not_know_the_outcome_when_nobody_answers_in_time()
    {
        server.FailFor(_refund.PaymentId, ProviderFault.HangsAfterRefunding);

        await Provider(TimeSpan.FromMilliseconds(200)).RefundAsync(_refund, CancellationToken.None).ShouldThrowAsync<RefundOutcomeUnknownException>();
    }

    [Fact]
    public async Task Should_not_know_the_outcome_when_nobody_is_there()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };

        await Provider(http).RefundAsync(_refund, CancellationToken.None).ShouldThrowAsync<RefundOutcomeUnknownException>();
    }

    [Fact]
    public async Task Should_stop_when_the_host_stops()
    {
        server.FailFor(_refund.PaymentId, ProviderFault.HangsBeforeRefunding);
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Provider().RefundAsync(_refund, stopping.Token).ShouldThrowAsync<OperationCanceledException>();
    }

    HttpPaymentProvider Provider(TimeSpan? timeout = null) =>
        Provider(new HttpClient { BaseAddress = new Uri(server.Address + "/"), Timeout = timeout ?? TimeSpan.FromSeconds(10) });

    static HttpPaymentProvider Provider(HttpClient http) => new(http, new ProviderCredentials(NullLogger<ProviderCredentials>.Instance));
}
