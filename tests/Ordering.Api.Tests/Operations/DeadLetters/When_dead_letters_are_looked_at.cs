using System.Net;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

[Collection(ApiUnderTest.Collection)]
public sealed class When_dead_letters_are_looked_at(ApiUnderTest api)
{
    [Fact]
    public async Task Should_group_them_by_message_and_exception()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        await deadLetters.BuryAsync("PaymentReceived");
        await deadLetters.BuryAsync("PaymentReceived", exception: "System.TimeoutException");
        await deadLetters.BuryAsync("PaymentReceived", exception: "System.TimeoutException");
        await deadLetters.BuryAsync("no json", "this is not json", new Dictionary<string, object?>());

        var queues = await (await api.OpsAsync(HttpMethod.Get, "/api/ops/dead-letters")).ShouldAnswerAsync(200);
        var queue = queues.EnumerateArray().Single(queue => queue.GetProperty("name").GetString() == deadLetters.Queue);

        queue.GetProperty("origin").GetString().ShouldBe(deadLetters.Origin);
        queue.GetProperty("count").GetInt32().ShouldBe(4);
        queue.GetProperty("complete").GetBoolean().ShouldBeTrue();
        queue.GetProperty("oldestAgeSeconds").GetDouble().ShouldBe(3600, 60);
        queue.GetProperty("groups").EnumerateArray().Select(group => (group.GetProperty("messageType").GetString(), group.GetProperty("exceptionType").GetString(), group.GetProperty("count").GetInt32()))
            .ShouldBe([("PaymentReceived", "System.TimeoutException", 2), ("PaymentReceived", "System.InvalidOperationException", 1), (null, null, 1)]);
    }

    [Fact]
    public async Task Should_leave_all_where_they_were_however_often()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        for (var i = 0; i < 50; i++)
            await deadLetters.BuryAsync();
        var ids = await deadLetters.IdsAsync();

        var looks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => deadLetters.LookAsync("limit=1000")));

        // At the same time, and each saw all.
        foreach (var look in looks)
            look.GetProperty("messages").EnumerateArray().Select(letter => letter.GetProperty("messageId").GetString()!).ShouldBe(ids);
        (await deadLetters.IdsAsync()).ShouldBe(ids);
    }

    [Fact]
    public async Task Should_show_one_whole()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var order = Guid.NewGuid();
        await deadLetters.BuryAsync();
        var id = await deadLetters.BuryAsync("PaymentDeclined", order);

        var whole = await (await api.OpsAsync(HttpMethod.Get, $"{deadLetters.Url}/{id}")).ShouldAnswerAsync(200);

        whole.GetProperty("letter").GetProperty("orderId").GetGuid().ShouldBe(order);
        whole.GetProperty("letter").GetProperty("attempts").GetInt32().ShouldBe(5);
        whole.GetProperty("letter").GetProperty("fault").GetString().ShouldBe("it broke");
        whole.GetProperty("headers").GetProperty("MT-Fault-StackTrace").GetString().ShouldBe("at the consumer");
        whole.GetProperty("message").GetProperty("orderId").GetGuid().ShouldBe(order);
    }

    [Fact]
    public async Task Should_find_those_that_are_meant()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var order = Guid.NewGuid();
        var ids = new[]
        {
            await deadLetters.BuryAsync("PaymentReceived", order), await deadLetters.BuryAsync("PaymentReceived", exception: "System.TimeoutException"), await deadLetters.BuryAsync("StockReleased"),
        };

        (await FoundAsync("messageType=PaymentReceived")).ShouldBe([ids[0], ids[1]]);
        (await FoundAsync("exceptionType=TimeoutException")).ShouldBe([ids[1]]);
        (await FoundAsync($"orderId={order}")).ShouldBe([ids[0]]);
        (await FoundAsync("limit=2")).ShouldBe([ids[0], ids[1]]);
        (await deadLetters.LookAsync("limit=2")).GetProperty("matching").GetInt32().ShouldBe(3);

        async Task<IEnumerable<string?>> FoundAsync(string query) =>
            (await deadLetters.LookAsync(query)).GetProperty("messages").EnumerateArray().Select(letter => letter.GetProperty("messageId").GetString());
    }

    [Theory]
    [InlineData("/api/ops/dead-letters/none_error")]
    [InlineData("/api/ops/dead-letters/none_error/any")]
    [InlineData("/api/ops/dead-letters/probe")]
    [InlineData("/api/ops/dead-letters/_error")]
    [InlineData("/api/ops/dead-letters/redeliveries/7d3c1f60-0000-0000-0000-000000000001")]
    public async Task Should_know_dead_letters_alone(string path) => await (await api.OpsAsync(HttpMethod.Get, path)).ShouldRefuseAsync(404, "not-found");

    [Fact]
    public async Task Should_not_touch_what_is_no_dead_letter()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/dead-letters/{deadLetters.Origin}/redeliver", new { reason = "no" })).ShouldRefuseAsync(404, "not-found");
        await (await api.OpsAsync(HttpMethod.Post, $"/api/ops/dead-letters/{deadLetters.Origin}/redeliver", new { dryRun = true })).ShouldRefuseAsync(404, "not-found");
        using var answer = await api.Http.GetAsync(deadLetters.Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
