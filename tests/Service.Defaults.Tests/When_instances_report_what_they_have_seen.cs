using FlashSale.Admission.OlderData;
using FlashSale.ServiceDefaults.OlderData;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_instances_report_what_they_have_seen : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    SequenceBook _one = null!;
    SequenceBook _other = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        (_one, _other) = (new(_database.DataSource), new(_database.DataSource));
        foreach (var (product, epoch) in new[] { ("a", 1L), ("b", 2L), ("new", 0L) })
        {
            await _database.ExecuteAsync("""
                INSERT INTO ordering.sales (product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds, version, epoch)
                VALUES ($1, 'Thing', 1, 'EUR', 1, now(), now() + interval '1 hour', 1, 1, 1, $2)
                """, product, epoch);
        }
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_keep_the_highest_of_each_sale_in_its_epoch()
    {
        await _one.ReportAsync("s", [new("a", 1, 7), new("b", 1, 9)], default);
        await _other.ReportAsync("s", [new("a", 1, 5), new("b", 2, 3)], default);
        await _one.ReportAsync("s", [new("b", 1, 11)], default);

        (await _one.ReadAsync(default)).ShouldBe([new("a", 1, 7), new("b", 2, 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_begin_anew_with_an_epoch()
    {
        await _one.ReportAsync("s", [new("a", 1, 7)], default);

        (await _one.LeaveEpochAsync(new("a", 1, 7), default)).ShouldBeTrue();
        (await _other.LeaveEpochAsync(new("a", 1, 7), default)).ShouldBeFalse("it was left before");

        (await _one.ReadAsync(default)).ShouldContain(new SaleSequence("a", 2, 0));
        (await _database.ScalarAsync<long>("SELECT epoch FROM ordering.sales WHERE product_id = 'a'")).ShouldBe(2);
        (await _one.LeaveEpochAsync(new("new", 0, 0), default)).ShouldBeFalse("what was never loaded cannot be older");
    }

    [Fact]
    public async Task Should_be_waited_for_while_they_are_alive_and_elsewhere()
    {
        await _one.ReportAsync("after", [], default);
        await _other.ReportAsync("before", [], default);
        (await _one.CountElsewhereAsync("after", default)).ShouldBe(1);

        await _other.ReportAsync("after", [], default);
        (await _one.CountElsewhereAsync("after", default)).ShouldBe(0);

        await _other.ReportAsync("", [], default);
        (await _one.CountElsewhereAsync("after", default)).ShouldBe(1, "it has not reached the server");
        await _database.ExecuteAsync("UPDATE ordering.redis_callers SET seen_at = now() - interval '4 seconds' WHERE redis_server = ''");
        (await _one.CountElsewhereAsync("after", default)).ShouldBe(0, "it has not been heard of");
    }
}
