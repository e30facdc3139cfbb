using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_an_idempotency_key_is_used : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync();

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_answer_the_same_values_with_the_same_order_and_its_terms()
    {
        var first = await _admission.AdmitAsync(key: "k", email: "alice@example.org");
        await _admission.ChangeAsync(sale => sale with { Price = 1m });

        var second = await _admission.AdmitAsync(key: "k", email: "alice@example.org");

        second.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        second.OrderId.ShouldBe(first.OrderId);
        second.Order.ShouldBe(first.Order);
        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(
            books => books.Available.ShouldBe(9), books => books.Reserved.ShouldBe(1), books => books.IntentsWaiting.ShouldBe(1));
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(1, "alice@example.org")]
    public async Task Should_refuse_other_values_and_leave_no_trace(int quantity, string? email)
    {
        await _admission.AdmitAsync(key: "k");
        var before = await _admission.TracesAsync();

        (await _admission.AdmitAsync(quantity: quantity, email: email, key: "k")).Outcome.ShouldBe(AdmissionOutcome.IdempotencyKeyReused);

        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_keep_users_apart_whatever_characters_their_names_and_keys_have()
    {
        var one = await _admission.AdmitAsync("a", key: "b:c");
        var other = await _admission.AdmitAsync("a:b", key: "c");

        other.Outcome.ShouldBe(AdmissionOutcome.Accepted);
        other.OrderId.ShouldNotBe(one.OrderId);
    }

    [Fact]
    public async Task Should_make_as_many_orders_as_there_are_keys()
    {
        var one = await _admission.AdmitAsync(key: "k-1");
        var other = await _admission.AdmitAsync(key: "k-2");

        other.Outcome.ShouldBe(AdmissionOutcome.Accepted);
        other.OrderId.ShouldNotBe(one.OrderId);
    }

    [Fact]
    public async Task Should_remember_accepted_requests_only()
    {
        await _admission.ChangeAsync(sale => sale with { Paused = true });
        (await _admission.AdmitAsync(key: "k")).Outcome.ShouldBe(AdmissionOutcome.SalePaused);
        await _admission.ChangeAsync(sale => sale with { Paused = false });

        (await _admission.AdmitAsync(quantity: 2, key: "k")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_replay_whatever_the_sale_has_become()
    {
        var first = await _admission.AdmitAsync(quantity: 2, key: "k");
        await _admission.ChangeAsync(sale => sale with { Paused = true, EndsAt = DateTimeOffset.UtcNow.AddSeconds(-1), TotalStock = 2 });

        var second = await _admission.AdmitAsync(quantity: 2, key: "k");

        second.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        second.OrderId.ShouldBe(first.OrderId);
    }

    [Fact]
    public async Task Should_make_one_order_of_many_simultaneous_requests()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _admission.InsistAsync(_admission.Request(key: "k"))));

        replies.ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Accepted || reply.Outcome == AdmissionOutcome.Replayed);
        replies.Select(reply => reply.OrderId).Distinct().Count().ShouldBe(1);
        (await _admission.BooksAsync()).Available.ShouldBe(9);
    }

    [Fact]
    public async Task Should_not_age_while_its_order_lives()
    {
        await _admission.AdmitAsync("alice", key: "k");

        (await _admission.Redis.KeyTimeToLiveAsync(Buyer)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_not_age_when_the_buyer_was_refused_before()
    {
        // Of a user without reservations only the bucket is kept, until it is full.
        await _admission.ChangeAsync(sale => sale with { Paused = true });
        await _admission.AdmitAsync("alice", key: "k");
        (await _admission.Redis.KeyTimeToLiveAsync(Buyer)).ShouldNotBeNull();
        await _admission.ChangeAsync(sale => sale with { Paused = false });

        (await _admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        (await _admission.Redis.KeyTimeToLiveAsync(Buyer)).ShouldBeNull();
    }

    [Fact]
    public async Task Should_still_refuse_other_values_when_its_order_has_ended()
    {
        var first = await _admission.AdmitAsync("alice", key: "k");
        await EndAsync("release", first.OrderId);

        (await _admission.AdmitAsync("alice", quantity: 2, key: "k")).Outcome.ShouldBe(AdmissionOutcome.IdempotencyKeyReused);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("drop")]
    public async Task Should_answer_until_a_day_after_the_request_when_its_order_has_ended(string end)
    {
        var first = await _admission.AdmitAsync("alice", key: "k");

        (await EndAsync(end, first.OrderId)).ShouldBeTrue();

        (await RestAsync())!.Value.ShouldBeInRange(SaleDefaults.IdempotencyKeyLifetime - TimeSpan.FromSeconds(30), SaleDefaults.IdempotencyKeyLifetime);
        var again = await _admission.AdmitAsync("alice", key: "k");
        again.Outcome.ShouldBe(AdmissionOutcome.Replayed);
        again.OrderId.ShouldBe(first.OrderId);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("drop")]
    public async Task Should_answer_for_another_minute_when_its_order_lived_longer_than_a_day(string end)
    {
        var first = await _admission.AdmitAsync("alice", key: "k");
        var keys = new SaleKeys(_admission.ProductId);
        var record = ((string)(await _admission.Redis.HashGetAsync(keys.Reservations, $"{first.OrderId:D}"))!).Split('\n');
        record[1] = $"{DateTimeOffset.UtcNow.AddHours(-30).ToUnixTimeMilliseconds()}";
        await _admission.Redis.HashSetAsync(keys.Reservations, $"{first.OrderId:D}", string.Join('\n', record));

        (await EndAsync(end, first.OrderId)).ShouldBeTrue();

        (await RestAsync())!.Value.ShouldBeInRange(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    RedisKey Buyer => new SaleKeys(_admission.ProductId).Buyer("alice");

    Task<TimeSpan?> RestAsync() => _admission.Redis.KeyTimeToLiveAsync(new SaleKeys(_admission.ProductId).Ended("alice", "k"));

    Task<bool> EndAsync(string end, Guid orderId) => end is "release"
        ? _admission.Stock.ReleaseAsync(_admission.ProductId, 1, orderId, default)
        : _admission.Stock.DropAsync(_admission.ProductId, 1, orderId, default);
}
