using FlashSale.Benchmarks.Shared;
using Npgsql;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>
/// Looks how far the orders of one sale are, every 100 ms, and never for more than a fiftieth of the time: that is how exact
/// the times of milestones are, and how little looking costs.
/// </summary>
sealed class Watch(NpgsqlDataSource database, ProgressLine line)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    /// <summary>Waits until the milestone is reached.</summary>
    /// <param name="product">The sale.</param>
    /// <param name="milestone">Its name, for the progress line.</param>
    /// <param name="isReached">Decides by what was just read.</param>
    /// <param name="since">Timestamp that the time counts from.</param>
    /// <returns>Seconds since then.</returns>
    /// <exception cref="TimeoutException">Nothing moved for two minutes.</exception>
    public async Task<double> UntilAsync(string product, string milestone, Func<PipelineProgress, ValueTask<bool>> isReached, long since)
    {
        PipelineProgress? last = null;
        var moved = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var look = TimeProvider.System.GetTimestamp();
            var progress = await ReadAsync(product);
            var pause = TimeProvider.System.GetElapsedTime(look) * 49;
            var elapsed = TimeProvider.System.GetElapsedTime(since).TotalSeconds;
            if (await isReached(progress))
                return elapsed;
            line.Show($"{product}, {elapsed:0} s, until {milestone}: {progress.Allocated:N0} held, {progress.Sold:N0} sold, {progress.Available:N0} for sale");
            if (progress != last)
                (last, moved) = (progress, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(moved) > Timeout)
                throw new TimeoutException($"{product}: nothing moved for {Timeout.TotalSeconds} s while waiting for {milestone}; last seen: {progress}");
            await Task.Delay(pause > Interval ? pause : Interval);
        }
    }

    async Task<PipelineProgress> ReadAsync(string product)
    {
        await using var command = database.CreateCommand(Sql.Named("pipeline_progress"));
        command.Parameters.Add(new() { Value = product });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6), reader.GetBoolean(7), reader.GetBoolean(8))
            : throw new InvalidOperationException($"The ledger does not know {product}.");
    }
}
