using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Orders;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_cancels(ApiUnderTest api)
{
    [Theory]
    [InlineData("Allocating")]
    [InlineData("AwaitingPayment")]
    public async Task Should_ask_the_saga(string state)
    {
        var id = Guid.NewGuid();
        await api.SagaTakesAsync(id, "any", state);
        var answer = await (await CancelAsync(id)).ShouldAnswerAsync(202);
        answer.GetProperty("statusUrl").GetString().ShouldBe($"/api/orders/{id}");
        var published = await Poll.UntilAsync(() => api.Probe.AboutAsync(id), messages => messages.Count > 0, "the saga is asked");
        published.Single().Type.ShouldBe("OrderCancellationRequested");
    }

    [Theory]
    [InlineData("Confirmed")]
    [InlineData("Releasing")]
    [InlineData("Completed")]
    [InlineData("Expired")]
    [InlineData("Cancelled")]
    [InlineData("Declined")]
    [InlineData("Rejected")]
    public async Task Should_refuse_what_is_too_late(string state)
    {
        var id = Guid.NewGuid();
        await api.SagaTakesAsync(id, "any", state);
        using var answer = await api.WithoutTraceAsync($"{id}", () => CancelAsync(id));
        await answer.ShouldRefuseAsync(409, "not-cancellable");
    }

    [Fact]
    public async Task Should_refuse_while_the_saga_does_not_have_it()
    {
        var product = await api.OpenSaleAsync();
        var id = await api.OrderedAsync(product);
        using var answer = await api.WithoutTraceAsync(product, () => CancelAsync(id));
        await answer.ShouldRefuseAsync(409, "not-cancellable");
    }

    Task<HttpResponseMessage> CancelAsync(Guid id) => api.SendAsync(HttpMethod.Post, $"/api/orders/{id}/cancel", "alice");
}
