using FlashSale.Admission;
using FlashSale.Inventory.Reconciliation;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_a_sale_with_many_orders_is_walked_over(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Should_rest_for_so_many_times_as_long_as_it_works()
    {
        const int ThreeParts = 6_000;
        var product = await books.OpenSaleAsync(ThreeParts);
        await books.Database.ExecuteAsync(
            """
            SELECT count(*) FROM inventory.decide(
              (SELECT array_agg(gen_random_uuid()) FROM generate_series(1, $2)), array_fill($1::text, ARRAY[$2]), array_fill('allocate'::text, ARRAY[$2]), array_fill(1, ARRAY[$2]), array_fill(900, ARRAY[$2]))
            """, product, ThreeParts);
        var clock = new ClockThatDoesNotWait();
        var walk = new SaleWalk(books.Database.DataSource, books.Service<ReservationGate>(), books.Service<SaleGate>(), new(), clock);

        var report = (await walk.WalkAsync(product, 1, restPerPart: 4, CancellationToken.None)).ShouldNotBeNull();

        report.Orders.ShouldBe(ThreeParts);
        var took = clock.GetElapsedTime(report.BeganAt, report.EndedAt);
        clock.Waited.ShouldBeInRange(took, took * 4);
    }

    /// <summary>Adds up what others would have waited for.</summary>
    sealed class ClockThatDoesNotWait : TimeProvider
    {
        public TimeSpan Waited { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waited += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
