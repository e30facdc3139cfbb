using FlashSale.Client;
using Npgsql;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>tools/bench/order-row.pgbench on the servers of this run: the rate that all others are set against.</summary>
static class Calibration
{
    /// <returns>Transactions a second.</returns>
    public static async Task<double> RunAsync(NpgsqlDataSource database, string postgresUri)
    {
        var folder = Path.Combine(Installation.Root, "tools", "bench");
        var tables = await File.ReadAllTextAsync(Path.Combine(folder, "order-row.sql"));
        await ExecuteAsync(database, tables);
        var output = await Installation.RunAsync("pgbench", "-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", "15", "-f", Path.Combine(folder, "order-row.pgbench"), postgresUri);
        // Its rows must not take part in what comes next, and neither must the checkpoint that they call for.
        await ExecuteAsync(database, tables);
        await ExecuteAsync(database, "CHECKPOINT");
        return PgbenchOutput.ReadRate(output);
    }

    static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
