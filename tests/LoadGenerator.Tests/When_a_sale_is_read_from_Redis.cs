using FlashSale.Admission;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.LoadGenerator.Truth;
using FlashSale.TestKit;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.LoadGenerator.Tests;

public sealed class When_a_sale_is_read_from_Redis : IAsyncLifetime
{
    const int Stock = 10;

    readonly string _product = $"test-{Guid.NewGuid():N}";
    readonly RedisOfTheRun _redis = new(new(Servers.Setting("FLASHSALE_REDIS")!));
    readonly ConnectionMultiplexer _tampering = ConnectionMultiplexer.Connect(Servers.Addresses.Redis);

    [Fact]
    public void Should_find_what_admission_wrote_right()
    {
        var sale = _redis.Read(_product);
        sale.Reservations.Select(one => (one.UserId, one.Quantity, one.IdempotencyKey)).ShouldBe([("ann", 1, "key"), ("bob", 2, null)], ignoreOrder: true);
        sale.ShouldSatisfyAllConditions(() => sale.Available.ShouldBe(7), () => sale.Reserved.ShouldBe(3), () => sale.Intents.ShouldBe(2));
        Oracle.OfTheSale(sale, Stock, perCustomerLimit: 2).ShouldBeEmpty();
        Oracle.OfTheStream(sale).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_see_a_reservation_that_vanished()
    {
        var reservations = new SaleKeys(_product).Reservations;
        await _tampering.GetDatabase().HashDeleteAsync(reservations, (await _tampering.GetDatabase().HashKeysAsync(reservations))[0]);
        Oracle.OfTheSale(_redis.Read(_product), Stock, perCustomerLimit: 2).ShouldNotBeEmpty();
        Oracle.OfTheStream(_redis.Read(_product)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Should_see_a_unit_that_was_given_away_beside_the_books()
    {
        await _tampering.GetDatabase().HashIncrementAsync(new SaleKeys(_product).Sale, "available", -1);
        Oracle.OfTheSale(_redis.Read(_product), Stock, perCustomerLimit: 2).ShouldHaveSingleItem();
    }

    public async Task InitializeAsync()
    {
        await using var services = new RedisConnection(Servers.Addresses.Redis, TimeProvider.System);
        var now = DateTimeOffset.UtcNow;
        await new SaleStore(services).OpenAsync(
            new()
            {
                ProductId = _product,
                Epoch = 1,
                Version = 1,
                TotalStock = Stock,
                Price = 1,
                Currency = "EUR",
                StartsAt = now.AddMinutes(-1),
                EndsAt = now.AddHours(1),
                PerCustomerLimit = 2,
                PaymentWindowSeconds = 900,
                Paused = false,
            }, Stock, CancellationToken.None);
        var admission = new OrderAdmission(services);
        foreach (var (user, quantity, key) in new[] { ("ann", 1, "key"), ("bob", 2, null), ("cy", 3, null) })
            await admission.AdmitAsync(new() { ProductId = _product, Epoch = 1, OrderId = Guid.NewGuid(), UserId = user, Quantity = quantity, IdempotencyKey = key }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _tampering.GetDatabase().KeyDeleteAsync([.. _tampering.GetServer(Servers.Addresses.Redis).Keys(pattern: $"{{{_product}}}:*")]);
        _tampering.Dispose();
        _redis.Dispose();
    }
}
