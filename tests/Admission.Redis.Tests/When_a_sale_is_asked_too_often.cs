using FlashSale.Admission.Admit;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>The sale's own limit: the requests of the current second and of the one before are within it together.</summary>
public sealed class When_a_sale_is_asked_too_often : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();
    int _users;

    public async Task InitializeAsync() => await _admission.OpenAsync(sale => sale with { TotalStock = 1000, GlobalRate = 5 });

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_let_so_many_through_and_refuse_the_others()
    {
        var second = await FreshSecondAsync();

        var replies = await AskAsync(8);

        replies.Count(reply => reply.Outcome == AdmissionOutcome.Accepted).ShouldBe(5);
        var refused = replies[^1].Rate!;
        (refused.Policy, refused.Quota, refused.WindowSeconds).ShouldBe(("sale", 5, 2));
        // All five are of this second: there is room when it is no longer the one before.
        refused.Wait.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        (await StateAsync()).ShouldBe((second, 5, 0));
    }

    [Theory]
    // The second counted last is this many seconds ago, with so many requests, and as many in the one before it: what gets through now?
    [InlineData(0, 2, 1, 2)]
    [InlineData(0, 0, 5, 0)]
    [InlineData(0, 5, 0, 0)]
    [InlineData(1, 3, 5, 2)]
    [InlineData(1, 5, 0, 0)]
    [InlineData(2, 5, 5, 5)]
    [InlineData(-1, 5, 5, 5)]
    public async Task Should_count_this_second_and_the_one_before(int age, int count, int before, int through)
    {
        await CountedAsync(age, count, before);

        (await AskAsync(7)).Count(reply => reply.Outcome == AdmissionOutcome.Accepted).ShouldBe(through);
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(5, 0, 2)]
    public async Task Should_tell_when_there_is_room(int count, int before, int seconds)
    {
        await CountedAsync(0, count, before);
        var refused = (await AskAsync(1))[0];
        refused.Rate!.Wait.ShouldBeInRange(TimeSpan.FromSeconds(seconds - 1), TimeSpan.FromSeconds(seconds));

        // A delay is cut to whole milliseconds.
        await Task.Delay(refused.Rate.Wait + TimeSpan.FromMilliseconds(5));

        (await AskAsync(1))[0].Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_count_no_request_that_it_or_another_limit_refused()
    {
        await _admission.ChangeAsync(sale => sale with { Settings = new() { Version = 1, UserBurst = 1, UserRate = 1 } });
        var second = await FreshSecondAsync();
        await _admission.AdmitAsync("alice");
        (await _admission.AdmitAsync("alice")).Rate!.Policy.ShouldBe("user");
        (await StateAsync()).ShouldBe((second, 1, 0));

        await AskAsync(4);
        (await _admission.AdmitAsync("zoe")).Rate!.Policy.ShouldBe("sale");
        (await StateAsync()).ShouldBe((second, 5, 0));
        _admission.Keys().ShouldNotContain(new SaleKeys(_admission.ProductId).Buyer("zoe"));
    }

    [Fact]
    public async Task Should_not_count_a_replay()
    {
        await FreshSecondAsync();
        var first = await _admission.AdmitAsync(key: "k");
        await AskAsync(4);
        (await _admission.AdmitAsync("bob")).Outcome.ShouldBe(AdmissionOutcome.RateLimited);

        (await _admission.AdmitAsync(key: "k")).ShouldSatisfyAllConditions(
            reply => reply.Outcome.ShouldBe(AdmissionOutcome.Replayed), reply => reply.OrderId.ShouldBe(first.OrderId));
    }

    [Fact]
    public async Task Should_follow_the_settings_where_the_sale_says_nothing_and_be_off_at_zero()
    {
        await _admission.ChangeAsync(sale => sale with { GlobalRate = null, Settings = new() { Version = 1, GlobalRate = 3 } });
        await FreshSecondAsync();
        (await AskAsync(4)).Count(reply => reply.Outcome == AdmissionOutcome.Accepted).ShouldBe(3);

        await _admission.ChangeAsync(sale => sale with { GlobalRate = 0 });
        (await AskAsync(10)).ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_be_off_by_default()
    {
        await _admission.ChangeAsync(sale => sale with { GlobalRate = null });
        await AskAsync(1);
        _admission.Keys().ShouldNotContain(new SaleKeys(_admission.ProductId).Rate);
    }

    async Task<List<AdmissionReply>> AskAsync(int requests)
    {
        var replies = new List<AdmissionReply>();
        for (var i = 0; i < requests; i++)
            replies.Add(await _admission.AdmitAsync($"user-{_users++}"));
        return replies;
    }

    /// <summary>The first part of a second of Redis's clock, so that the test stays within it.</summary>
    async Task<long> FreshSecondAsync()
    {
        var time = await Poll.UntilAsync(async () => (await _admission.Redis.ExecuteAsync("TIME")).Items(), time => (int)time[1] < 300_000, "a second has begun");
        return (long)time[0];
    }

    async Task CountedAsync(int age, int count, int before)
    {
        var second = await FreshSecondAsync();
        await _admission.Redis.HashSetAsync(new SaleKeys(_admission.ProductId).Rate, [new("second", second - age), new("count", count), new("before", before)]);
    }

    async Task<(long Second, int Count, int Before)> StateAsync()
    {
        var state = await _admission.Redis.HashGetAsync(new SaleKeys(_admission.ProductId).Rate, ["second", "count", "before"]);
        return ((long)state[0], (int)state[1], (int)state[2]);
    }
}
