using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>A bucket of tokens for each user and sale.</summary>
public sealed class When_a_user_asks_too_often : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_refuse_by_default_what_comes_after_a_hundred_and_what_is_refilled_meanwhile()
    {
        await _admission.OpenAsync(sale => sale with { TotalStock = 0 });
        var began = DateTimeOffset.UtcNow;
        var replies = new List<AdmissionReply>();
        for (var i = 0; i < 300; i++)
            replies.Add(await _admission.AdmitAsync());

        var refilled = (int)Math.Ceiling((DateTimeOffset.UtcNow - began).TotalSeconds * SaleDefaults.UserRatePerSecond);
        replies.Take(SaleDefaults.UserRateBurst).ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.SoldOut);
        replies.Count(reply => reply.Outcome == AdmissionOutcome.SoldOut).ShouldBeInRange(SaleDefaults.UserRateBurst, SaleDefaults.UserRateBurst + refilled);
        var refused = replies.First(reply => reply.Outcome == AdmissionOutcome.RateLimited).Rate!;
        (refused.Policy, refused.Quota, refused.WindowSeconds).ShouldBe(("user", 100, 5));
        refused.Wait.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Should_refuse_the_token_after_the_last_and_no_other_users()
    {
        await OpenSlowAsync(burst: 2);
        (await OutcomesAsync(3)).ShouldBe([AdmissionOutcome.Accepted, AdmissionOutcome.Accepted, AdmissionOutcome.RateLimited]);
        (await _admission.AdmitAsync("bob")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_count_each_sale_by_itself()
    {
        await OpenSlowAsync(burst: 1);
        await using var other = await new AdmissionUnderTest().OpenAsync(sale => sale with { Settings = _admission.Sale.Settings });
        (await OutcomesAsync(2)).ShouldBe([AdmissionOutcome.Accepted, AdmissionOutcome.RateLimited]);
        (await other.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Theory]
    [InlineData(0.9, AdmissionOutcome.RateLimited, AdmissionOutcome.RateLimited)]
    [InlineData(1.1, AdmissionOutcome.Accepted, AdmissionOutcome.RateLimited)]
    [InlineData(2.1, AdmissionOutcome.Accepted, AdmissionOutcome.Accepted)]
    [InlineData(1000, AdmissionOutcome.Accepted, AdmissionOutcome.Accepted)]
    public async Task Should_refill_token_by_token_and_not_beyond_the_bucket(double intervals, AdmissionOutcome first, AdmissionOutcome second)
    {
        await OpenSlowAsync(burst: 2);
        (await OutcomesAsync(3))[^1].ShouldBe(AdmissionOutcome.RateLimited);

        await PassAsync(TimeSpan.FromSeconds(20 * intervals));

        (await OutcomesAsync(3)).ShouldBe([first, second, AdmissionOutcome.RateLimited]);
    }

    [Fact]
    public async Task Should_let_the_user_in_again_when_the_wait_is_over()
    {
        await OpenAsync(burst: 1, rate: 2);
        var refused = await RefusedAsync();
        refused.Wait.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500));

        // A timer goes by whole milliseconds, and another clock than Redis.
        await Task.Delay(refused.Wait + TimeSpan.FromMilliseconds(5));

        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_leave_nothing_when_refused()
    {
        await OpenSlowAsync(burst: 1);
        await OutcomesAsync(1);
        var (before, bucket) = (await _admission.TracesAsync(), await BucketAsync());

        var request = _admission.Request(key: "refused");
        (await _admission.Admission.AdmitAsync(request, default)).ShouldSatisfyAllConditions(
            reply => reply.Outcome.ShouldBe(AdmissionOutcome.RateLimited), reply => reply.OrderId.ShouldBe(request.OrderId), reply => reply.Order.ShouldBeNull());

        (await _admission.TracesAsync()).ShouldBe(before);
        // Asking again while refused does not put the next token off.
        (await BucketAsync()).ShouldBe(bucket);
    }

    [Fact]
    public async Task Should_replay_without_a_token()
    {
        await OpenSlowAsync(burst: 1);
        var first = await _admission.AdmitAsync(key: "k");
        (await _admission.AdmitAsync(key: "other")).Outcome.ShouldBe(AdmissionOutcome.RateLimited);
        var bucket = await BucketAsync();

        (await _admission.AdmitAsync(key: "k")).ShouldSatisfyAllConditions(
            reply => reply.Outcome.ShouldBe(AdmissionOutcome.Replayed), reply => reply.OrderId.ShouldBe(first.OrderId));
        (await _admission.AdmitAsync(quantity: 2, key: "k")).Outcome.ShouldBe(AdmissionOutcome.IdempotencyKeyReused);

        (await BucketAsync()).ShouldBe(bucket);
    }

    [Fact]
    public async Task Should_say_so_before_it_says_anything_of_the_sale()
    {
        await OpenSlowAsync(burst: 1);
        await _admission.ChangeAsync(sale => sale with { Paused = true });
        (await OutcomesAsync(2)).ShouldBe([AdmissionOutcome.SalePaused, AdmissionOutcome.RateLimited]);
    }

    [Fact]
    public async Task Should_follow_the_sales_own_rate_and_its_changes()
    {
        await OpenAsync(burst: 5, rate: 1);
        await _admission.ChangeAsync(sale => sale with { UserRate = 5 });
        (await RefusedAsync()).ShouldSatisfyAllConditions(rate => rate.Quota.ShouldBe(5), rate => rate.WindowSeconds.ShouldBe(1), rate => rate.Wait.ShouldBeLessThanOrEqualTo(TimeSpan.FromMilliseconds(200)));

        await _admission.ChangeAsync(sale => sale with { UserRate = null });
        (await RefusedAsync()).WindowSeconds.ShouldBe(5);
    }

    [Fact]
    public async Task Should_be_off_at_rate_zero()
    {
        await OpenAsync(burst: 1, rate: 0);
        (await OutcomesAsync(20)).ShouldAllBe(outcome => outcome == AdmissionOutcome.Accepted);
        (await BucketAsync()).ShouldBe("0");
    }

    [Fact]
    public async Task Should_forget_the_user_when_the_bucket_is_full()
    {
        await OpenAsync(burst: 4, rate: 20);
        await _admission.ChangeAsync(sale => sale with { Paused = true });
        await OutcomesAsync(1);
        (await _admission.Redis.KeyTimeToLiveAsync(Buyer))!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(201));
        await Poll.UntilAsync(() => Task.FromResult(_admission.Keys().Contains(Buyer)), there => !there, "the bucket has expired");
    }

    string Buyer => new SaleKeys(_admission.ProductId).Buyer("alice");

    async Task<string?> BucketAsync() => await _admission.Redis.HashGetAsync(Buyer, "rate");

    Task<AdmissionUnderTest> OpenAsync(int burst, int rate) => _admission.OpenAsync(sale => sale with { PerCustomerLimit = 1000, TotalStock = 1000, Settings = new() { Version = 1, UserBurst = burst, UserRate = rate } });

    /// <summary>A token in 20 s, slower than any setting allows: so slow that the test itself takes no part of one.</summary>
    async Task OpenSlowAsync(int burst)
    {
        await OpenAsync(burst, rate: 1);
        await _admission.Redis.HashSetAsync(new SaleKeys(_admission.ProductId).Sale, "default_user_rate", "0.05");
    }

    /// <summary>As if this much time had passed.</summary>
    async Task PassAsync(TimeSpan time) =>
        await _admission.Redis.HashSetAsync(Buyer, "rate", $"{long.Parse((await BucketAsync())!) - ((long)time.TotalMilliseconds * 1000)}");

    async Task<RateRefusal> RefusedAsync() =>
        (await Poll.UntilAsync(() => _admission.AdmitAsync(), reply => reply.Outcome is AdmissionOutcome.RateLimited, "the bucket is empty")).Rate!;

    async Task<List<AdmissionOutcome>> OutcomesAsync(int requests)
    {
        var outcomes = new List<AdmissionOutcome>();
        for (var i = 0; i < requests; i++)
            outcomes.Add((await _admission.AdmitAsync()).Outcome);
        return outcomes;
    }
}
