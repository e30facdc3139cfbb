using FlashSale.Inventory.Reconciliation;
using FlashSale.TestKit;
using Npgsql;

namespace FlashSale.Inventory.Tests.Reconciliation;

public sealed class When_a_walk_rests : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _connection = await _database.DataSource.OpenConnectionAsync();
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(250, 1_000)]
    [InlineData(15_000, 1_000)]
    public async Task Should_do_so_for_four_times_as_long_as_the_part_took_and_for_a_second_at_most(int part, int rest)
    {
        var clock = new ClockOfTicks(TimeSpan.FromMilliseconds(part));
        var pace = new WalkPace(_connection, new(), clock);

        await pace.RestAsync(CancellationToken.None);
        await pace.RestAsync(CancellationToken.None);

        clock.Waited.ShouldBe(TimeSpan.FromMilliseconds(2 * rest));
        pace.Rested.ShouldBe(clock.Waited);
    }

    [Fact]
    public async Task Should_not_do_so_while_somebody_waits_for_the_books()
    {
        var clock = new ClockOfTicks(TimeSpan.FromMilliseconds(5));
        var pace = new WalkPace(_connection, new(), clock);
        await _database.ExecuteAsync("SELECT inventory.ask_reconciliation($1, NULL, false, 'erin', 'a test')", Guid.NewGuid());

        await pace.RestAsync(CancellationToken.None);
        clock.Waited.ShouldBe(TimeSpan.Zero);

        await _database.ExecuteAsync("UPDATE inventory.reconciliations SET ended_at = now()");
        await pace.RestAsync(CancellationToken.None);
        clock.Waited.ShouldBe(TimeSpan.FromMilliseconds(20), "the part before is done with");
    }
}
