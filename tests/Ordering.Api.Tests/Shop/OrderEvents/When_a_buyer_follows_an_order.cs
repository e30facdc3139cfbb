using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.OrderEvents;

[Collection(ApiUnderTest.Collection)]
public sealed class When_a_buyer_follows_an_order(ApiUnderTest api)
{
    [Fact]
    public async Task Should_be_told_each_status_once_until_the_end()
    {
        var (product, id) = await OrderedAsync();
        await using var client = await OrderEventClient.FollowAsync(api.Http, id);
        (await client.NextAsync()).ShouldBe((0, "Accepted"));

        await api.SagaBeginsAsync(id, product);
        (await client.NextAsync())!.Value.Status.ShouldBe("Allocating");
        await api.SagaMovesAsync(id, "AwaitingPayment");
        (await client.NextAsync())!.Value.Status.ShouldBe("AwaitingPayment");
        // A declined payment: the order takes note and stays.
        await api.SagaMovesAsync(id, "AwaitingPayment");
        await api.SagaMovesAsync(id, "Confirmed");
        await api.SagaMovesAsync(id, "Completed");
        var rest = await client.RestAsync();
        rest.Select(one => one.Status).ShouldBe(["Confirmed", "Completed"]);
        rest.Select(one => one.Id).ShouldBe(rest.Select(one => one.Id).Order());
    }

    [Theory]
    [InlineData("Completed")]
    [InlineData("Expired")]
    [InlineData("Cancelled")]
    [InlineData("Declined")]
    [InlineData("Rejected")]
    public async Task Should_be_told_of_an_ended_order_and_no_more(string end)
    {
        var (product, id) = await OrderedAsync();
        await api.SagaBeginsAsync(id, product);
        await api.SagaMovesAsync(id, end);
        await using var client = await OrderEventClient.FollowAsync(api.Http, id);
        var told = (await client.RestAsync()).ShouldHaveSingleItem();
        told.Status.ShouldBe(end);

        // What makes a browser stop coming back.
        using var after = await OrderEventClient.AskAsync(api.Http, id, last: told.Id);
        ((int)after.StatusCode).ShouldBe(204);
    }

    [Fact]
    public async Task Should_resume_on_another_instance_where_it_was_cut_off()
    {
        await using var other = await ApiHost.StartAsync(api.Database, api.Broker);
        using var http = new HttpClient { BaseAddress = other.Address };
        var (product, id) = await OrderedAsync();
        List<(long Id, string Status)> told = [];
        await using (var client = await OrderEventClient.FollowAsync(api.Http, id))
        {
            told.Add((await client.NextAsync())!.Value);
            await api.SagaBeginsAsync(id, product);
            told.Add((await client.NextAsync())!.Value);
        }

        // Two statuses pass while nobody listens; a third comes while one does.
        await api.SagaMovesAsync(id, "AwaitingPayment");
        await api.SagaMovesAsync(id, "Confirmed");
        await using var resumed = await OrderEventClient.FollowAsync(http, id, last: told[^1].Id);
        told.Add((await resumed.NextAsync())!.Value);
        await api.SagaMovesAsync(id, "Completed");
        told.AddRange(await resumed.RestAsync());
        told.Select(one => one.Status).ShouldBe(["Accepted", "Allocating", "AwaitingPayment", "Confirmed", "Completed"]);

        // From every place of it the rest is the same.
        for (var known = 0; known < told.Count - 1; known++)
        {
            await using var again = await OrderEventClient.FollowAsync(api.Http, id, last: told[known].Id);
            (await again.RestAsync()).ShouldBe(told[(known + 1)..]);
        }
    }

    [Fact]
    public async Task Should_tell_two_who_follow_one_order_each_what_it_lacks()
    {
        var (product, id) = await OrderedAsync();
        await api.SagaBeginsAsync(id, product);
        await api.SagaMovesAsync(id, "AwaitingPayment");
        await using var tablet = await OrderEventClient.FollowAsync(api.Http, id);
        (await tablet.NextAsync())!.Value.Status.ShouldBe("AwaitingPayment");
        await using var phone = await OrderEventClient.FollowAsync(api.Http, id, last: 0);
        (await phone.NextAsync())!.Value.Status.ShouldBe("Allocating");
        (await phone.NextAsync())!.Value.Status.ShouldBe("AwaitingPayment");
        await api.SagaMovesAsync(id, "Confirmed");
        await api.SagaMovesAsync(id, "Completed");
        (await tablet.RestAsync()).Select(one => one.Status).ShouldBe(["Confirmed", "Completed"]);
        (await phone.RestAsync()).Select(one => one.Status).ShouldBe(["Confirmed", "Completed"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("9000000000000000000")]
    public async Task Should_be_told_the_status_when_it_names_an_event_that_was_not_ours(string last)
    {
        var (product, id) = await OrderedAsync();
        await api.SagaBeginsAsync(id, product);
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/orders/{id}/events");
        request.Headers.Add("X-User-ID", "alice");
        request.Headers.Add("Last-Event-ID", last);
        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await ReadUntilAsync(reader, "data:")).ShouldContain("Allocating");
    }

    [Fact]
    public async Task Should_say_until_when_it_can_be_paid()
    {
        var (product, id) = await OrderedAsync();
        await api.SagaBeginsAsync(id, product);
        await api.SagaMovesAsync(id, "AwaitingPayment");
        using var answer = await OrderEventClient.AskAsync(api.Http, id);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var data = JsonDocument.Parse((await ReadUntilAsync(reader, "data:"))["data:".Length..]).RootElement;
        data.GetProperty("orderId").GetGuid().ShouldBe(id);
        data.GetProperty("paymentDueAt").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow.AddMinutes(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Should_not_be_told_of_another_buyers_order()
    {
        var (product, id) = await OrderedAsync();
        (await OrderEventClient.RefusedAsync(api.Http, id, 404, "unknown-order", user: "mallory")).Dispose();
        await api.SagaBeginsAsync(id, product);
        (await OrderEventClient.RefusedAsync(api.Http, id, 404, "unknown-order", user: "mallory")).Dispose();
        (await OrderEventClient.RefusedAsync(api.Http, Guid.NewGuid(), 404, "unknown-order")).Dispose();
        (await OrderEventClient.RefusedAsync(api.Http, "nonsense", 404, "unknown-order")).Dispose();
        (await OrderEventClient.RefusedAsync(api.Http, id, 400, "invalid-request", user: null)).Dispose();
    }

    async Task<(string Product, Guid Id)> OrderedAsync()
    {
        var product = await api.OpenSaleAsync();
        return (product, await api.OrderedAsync(product));
    }

    static async Task<string> ReadUntilAsync(StreamReader reader, string beginning)
    {
        while (await reader.ReadLineAsync().WaitAsync(Poll.DefaultTimeout) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The stream ended without {beginning}");
    }
}
