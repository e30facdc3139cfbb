using FlashSale.Admission.Admit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_buyers_are_looked_for : IAsyncLifetime
{
    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync(sale => sale with { TotalStock = 1_000 });
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_find_each_that_made_an_order_and_no_other_in_few_calls()
    {
        const int Crowd = 200;
        for (var buyer = 0; buyer < Crowd; buyer += 2)
            (await _admission.InsistAsync(_admission.Request($"buyer-{buyer}", key: "k"))).OrderId.ShouldNotBe(Guid.Empty);
        var calls = await _server.ScriptCallsAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(buyer => OrdersOfAsync($"buyer-{buyer}", "k")));

        found.ShouldBe(Enumerable.Range(0, Crowd).Select(buyer => buyer % 2 == 0 ? OrdersFound.OfTheKey : OrdersFound.None));
        (await _server.ScriptCallsAsync() - calls).ShouldBeLessThan(Crowd / 4);
    }

    [Fact]
    public async Task Should_tell_users_and_keys_apart()
    {
        var order = (await _admission.AdmitAsync("a", key: "b:c")).OrderId;

        (await OrdersOfAsync("a", "b:c")).ShouldBe(OrdersFound.OfTheKey);
        (await OrdersOfAsync("a:b", "c")).ShouldBe(OrdersFound.None);
        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order, default)).ShouldBeTrue();
        (await OrdersOfAsync("a", "b:c")).ShouldBe(OrdersFound.OfTheKey);
        (await OrdersOfAsync("a", "b")).ShouldBe(OrdersFound.None);
        (await OrdersOfAsync("a:b", "c")).ShouldBe(OrdersFound.None);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another")]
    public async Task Should_tell_a_buyer_who_holds_units_from_a_key_that_has_an_order(string? key)
    {
        (await _admission.AdmitAsync("alice", key: key)).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        (await OrdersOfAsync("alice", "k")).ShouldBe(OrdersFound.OfTheBuyer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_find_one_whose_order_has_ended(bool released)
    {
        var order = (await _admission.AdmitAsync("alice", key: "k")).OrderId;
        (released ? await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, order, default) : await _admission.Stock.DropAsync(_admission.ProductId, 1, order, default)).ShouldBeTrue();

        (await OrdersOfAsync("alice", "k")).ShouldBe(OrdersFound.OfTheKey);
    }

    [Fact]
    public async Task Should_not_say_no_where_the_sale_is_not_in_its_epoch()
    {
        (await OrdersOfAsync("alice", "k", epoch: 1)).ShouldBe(OrdersFound.None);
        (await OrdersOfAsync("alice", "k", epoch: 2)).ShouldBe(OrdersFound.OfTheKey);
        await _admission.Redis.KeyDeleteAsync(new SaleKeys(_admission.ProductId).Sale);
        (await OrdersOfAsync("alice", "k", epoch: 1)).ShouldBe(OrdersFound.OfTheKey);
    }

    [Fact]
    public async Task Should_not_say_no_when_Redis_stands_still_and_do_so_in_time()
    {
        (await OrdersOfAsync("alice", "k")).ShouldBe(OrdersFound.None);
        _server.Freeze();

        var found = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(buyer => OrdersOfAsync($"buyer-{buyer}", "k"))).WaitAsync(TimeSpan.FromSeconds(2));

        found.ShouldAllBe(order => order == OrdersFound.OfTheKey);
        _server.Thaw();
    }

    Task<OrdersFound> OrdersOfAsync(string userId, string key, long epoch = 1) =>
        _admission.Admission.LookForOrdersAsync(_admission.ProductId, epoch, userId, key, TimeProvider.System.GetTimestamp());
}
