using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_a_sale_changes : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync();

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_load_it_only_when_it_is_absent()
    {
        await _admission.AdmitAsync();
        var before = await _admission.TracesAsync();

        (await _admission.Sales.OpenAsync(_admission.Sale with { TotalStock = 99, Epoch = 2, Version = 5 }, 99, default)).ShouldBe(OpenSaleOutcome.AlreadyOpen);

        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_move_stock_by_the_difference()
    {
        await _admission.AdmitAsync(quantity: 2);

        (await _admission.ChangeAsync(sale => sale with { TotalStock = 15 })).ShouldBe(ChangeSaleOutcome.Applied);
        (await _admission.BooksAsync()).Available.ShouldBe(13);

        (await _admission.ChangeAsync(sale => sale with { TotalStock = 4 })).ShouldBe(ChangeSaleOutcome.Applied);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(2, 2, 1, 0, 3, 1));
    }

    [Fact]
    public async Task Should_take_each_version_once()
    {
        (await _admission.ChangeAsync(sale => sale with { TotalStock = 15 })).ShouldBe(ChangeSaleOutcome.Applied);
        await _admission.AdmitAsync();

        var repeated = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _admission.Sales.ChangeAsync(_admission.Sale, default)));

        repeated.ShouldAllBe(outcome => outcome == ChangeSaleOutcome.AlreadyApplied);
        (await _admission.Sales.ChangeAsync(_admission.Sale with { Version = 1, TotalStock = 1 }, default)).ShouldBe(ChangeSaleOutcome.AlreadyApplied);
        (await _admission.BooksAsync()).Available.ShouldBe(14);
    }

    [Fact]
    public async Task Should_refuse_to_take_away_more_than_is_for_sale_and_change_nothing()
    {
        await _admission.AdmitAsync(quantity: 2);
        var before = await _admission.TracesAsync();

        (await _admission.ChangeAsync(sale => sale with { TotalStock = 1, Price = 1m, Paused = true })).ShouldBe(ChangeSaleOutcome.TotalTooLow);

        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_take_the_version_after_a_refused_one()
    {
        await _admission.AdmitAsync(quantity: 2);
        await _admission.ChangeAsync(sale => sale with { TotalStock = 1 });

        (await _admission.ChangeAsync(sale => sale with { TotalStock = 2 })).ShouldBe(ChangeSaleOutcome.Applied);

        (await _admission.BooksAsync()).ShouldSatisfyAllConditions(books => books.Available.ShouldBe(0), books => books.Version.ShouldBe(3));
    }

    [Fact]
    public async Task Should_refuse_when_Redis_carries_another_epoch()
    {
        var before = await _admission.TracesAsync();

        (await _admission.ChangeAsync(sale => sale with { Epoch = 2, TotalStock = 99 })).ShouldBe(ChangeSaleOutcome.NotLoaded);

        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_take_new_settings_once_whatever_the_sales_version()
    {
        var older = _admission.Sale with { Settings = new() { Version = 1, UserBurst = 7 } };
        var newer = _admission.Sale with { Settings = new() { Version = 2, UserBurst = 8 } };

        (await _admission.Sales.ChangeAsync(newer, default)).ShouldBe(ChangeSaleOutcome.Applied);
        (await _admission.Sales.ChangeAsync(newer, default)).ShouldBe(ChangeSaleOutcome.AlreadyApplied);
        (await _admission.Sales.ChangeAsync(older, default)).ShouldBe(ChangeSaleOutcome.AlreadyApplied);
        // A new version of the sale that knows old settings only.
        (await _admission.Sales.ChangeAsync(older with { Version = 2, TotalStock = 11 }, default)).ShouldBe(ChangeSaleOutcome.Applied);

        (await _admission.Redis.HashGetAsync(new SaleKeys(_admission.ProductId).Sale, ["user_burst", "settings_version", "version", "total", "available"]))
            .Select(value => (int)value).ShouldBe([8, 2, 2, 11, 11]);
    }

    [Fact]
    public async Task Should_take_no_settings_with_a_version_that_it_refuses()
    {
        await _admission.AdmitAsync(quantity: 2);
        var before = await _admission.TracesAsync();
        (await _admission.ChangeAsync(sale => sale with { TotalStock = 1, Settings = new() { Version = 5 } })).ShouldBe(ChangeSaleOutcome.TotalTooLow);
        (await _admission.TracesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Should_take_settings_though_it_was_loaded_before_there_were_any()
    {
        var sale = new SaleKeys(_admission.ProductId).Sale;
        await _admission.Redis.HashDeleteAsync(sale, ["settings_version", "user_burst", "default_user_rate", "address_burst", "address_rate", "default_global_rate"]);
        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        (await _admission.Sales.ChangeAsync(_admission.Sale, default)).ShouldBe(ChangeSaleOutcome.Applied);

        ((int)await _admission.Redis.HashGetAsync(sale, "default_user_rate")).ShouldBe(20);
    }

    [Fact]
    public async Task Should_be_effective_at_the_next_request()
    {
        await _admission.ChangeAsync(sale => sale with { Paused = true });
        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.SalePaused);

        await _admission.ChangeAsync(sale => sale with { Paused = false, StartsAt = DateTimeOffset.UtcNow.AddMinutes(1) });
        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.SaleNotOpen);

        await _admission.ChangeAsync(sale => sale with { StartsAt = DateTimeOffset.UtcNow.AddMinutes(-1), EndsAt = DateTimeOffset.UtcNow.AddSeconds(-1) });
        (await _admission.AdmitAsync()).Outcome.ShouldBe(AdmissionOutcome.SaleClosed);

        await _admission.ChangeAsync(sale => sale with { EndsAt = DateTimeOffset.UtcNow.AddMinutes(1), PerCustomerLimit = 1, Price = 7.5m, Currency = "CHF", PaymentWindowSeconds = 60 });
        (await _admission.AdmitAsync(quantity: 2)).Outcome.ShouldBe(AdmissionOutcome.PurchaseLimit);

        var order = (await _admission.AdmitAsync()).Order!;
        (order.UnitPrice, order.Currency, order.PaymentWindowSeconds).ShouldBe((7.5m, "CHF", 60));
    }

    [Fact]
    public async Task Should_keep_the_books_while_buyers_rush_in_and_orders_are_released()
    {
        // Ten changes down and up, 400 requests and 100 releases at once: whatever the order, every unit is somewhere.
        var orders = (await Task.WhenAll(Enumerable.Range(0, 5).Select(i => _admission.AdmitAsync($"early-{i}", 2)))).Select(reply => reply.OrderId).ToList();
        await _admission.ChangeAsync(sale => sale with { TotalStock = 300 });
        var total = 300;

        var changes = Task.Run(async () =>
        {
            foreach (var wanted in new[] { 250, 120, 200, 60, 180, 30, 11, 90, 45, 150 })
            {
                if (await _admission.ChangeAsync(sale => sale with { TotalStock = wanted }) is ChangeSaleOutcome.Applied)
                    total = wanted;
                else
                    await _admission.ChangeAsync(sale => sale with { TotalStock = total });
            }
        });
        var releases = Task.WhenAll(orders.SelectMany(id => Enumerable.Repeat(id, 20)).Select(id => _admission.Stock.ReleaseAsync(_admission.ProductId, 1, id, default)));
        var replies = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => _admission.InsistAsync(_admission.Request($"buyer-{i}", key: "k")))));
        await Task.WhenAll(changes, releases);

        var books = await _admission.BooksAsync();
        books.Available.ShouldBeGreaterThanOrEqualTo(0);
        (books.Available + books.Reserved).ShouldBe(total);
        books.Reserved.ShouldBe(replies.Count(reply => reply.Outcome is AdmissionOutcome.Accepted or AdmissionOutcome.Replayed));
    }

    [Fact]
    public async Task Should_say_that_a_sale_is_not_here() =>
        (await _admission.Sales.SnapshotAsync("no-such-sale", default)).ShouldBeNull();
}
