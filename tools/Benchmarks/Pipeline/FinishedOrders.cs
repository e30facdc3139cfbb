using FlashSale.Benchmarks.Shared;
using Npgsql;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>
/// Orders that have ended, as the pipeline leaves them: the rows of one product's completed orders, copied under new ids as
/// often as it takes. What autovacuum would do within minutes is done at once.
/// </summary>
sealed class FinishedOrders(NpgsqlDataSource database)
{
    /// <summary>The sale that they are of. It exists, with a stock of 0.</summary>
    public const string Product = "finished";

    /// <param name="original">A product whose orders are all Completed.</param>
    /// <param name="count">Orders to make.</param>
    public async Task GenerateAsync(string original, int count)
    {
        ProgressLine.Say($"generating {count:N0} finished orders");
        var start = TimeProvider.System.GetTimestamp();
        await ExecuteAsync(Sql.Named("copy_finished_orders"), original, Product, count);
        foreach (var table in (string[])["ordering.orders", "ordering.timeline", "ordering.payments", "ordering.inbox", "inventory.movements", "inventory.stock", "notifications.journal"])
            await ExecuteAsync($"VACUUM (ANALYZE) {table}");
        await ExecuteAsync("CHECKPOINT");
        ProgressLine.Say($"generated in {TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} s");
    }

    async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 900;
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
