using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.Inventory.Reconciliation;
using Npgsql;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_a_sale_with_many_orders_is_walked_over(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    const int ThreeParts = 6_000;

    [Fact]
    public async Task Should_rest_after_each_part_and_leave_the_session_as_it_was()
    {
        var product = await books.OpenSaleAsync(ThreeParts);
        await books.Database.ExecuteAsync(
            """
            SELECT count(*) FROM inventory.decide(
              (SELECT array_agg(gen_random_uuid()) FROM generate_series(1, $2)), array_fill($1::text, ARRAY[$2]), array_fill('allocate'::text, ARRAY[$2]), array_fill(1, ARRAY[$2]), array_fill(900, ARRAY[$2]))
            """, product, ThreeParts);
        var clock = new ClockOfTicks(TimeSpan.FromMilliseconds(1));
        // One session, which the walk has and then the test, under the settings of production.
        await using var one = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(books.Database.ConnectionString) { MaxPoolSize = 1, NoResetOnClose = true });
        var walk = new SaleWalk(one, books.Service<ReservationScan>(), books.Service<SaleStore>(), new(), clock);
        var setting = await SettingAsync(one);

        var report = (await walk.WalkAsync(product, 1, CancellationToken.None)).ShouldNotBeNull();

        report.Orders.ShouldBe(ThreeParts);
        clock.Waited.ShouldBe(TimeSpan.FromMilliseconds(3 * 4));
        report.Rested.ShouldBe(clock.Waited);
        (await SettingAsync(one)).ShouldBe(setting);
    }

    static async Task<string> SettingAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SHOW max_parallel_workers_per_gather");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
