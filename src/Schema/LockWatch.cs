using System.Diagnostics;
using Npgsql;

namespace FlashSale.Schema;

/// <summary>Looks, from a session of its own, for whom a statement waits, and says so when it takes long.</summary>
sealed class LockWatch(string connectionString, int pid, MigrationOptions options, Action<string> say)
{
    const string Blockers =
        """
        SELECT string_agg(CASE WHEN b.pid = 0 THEN 'a prepared transaction (pg_prepared_xacts)' ELSE
          format('pid %s (%s, %s%s): %s', b.pid, coalesce(nullif(application_name, ''), backend_type), state,
            ', transaction open for ' || extract(epoch FROM date_trunc('second', clock_timestamp() - xact_start))::int || ' s',
            left(regexp_replace(query, '\s+', ' ', 'g'), 120)) END, '; ')
        FROM (SELECT DISTINCT unnest(pg_blocking_pids($1)) AS pid) b LEFT JOIN pg_stat_activity USING (pid)
        """;

    static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whom the statement waited for when last looked at; null when for nobody.</summary>
    public string? LastSeen { get; private set; }

    /// <param name="what">The file and line that is worked on.</param>
    /// <param name="work">The statement, under way.</param>
    public async Task UntilEndOfAsync(string what, Task work, CancellationToken cancellationToken)
    {
        LastSeen = null;
        var interval = options.LockTimeout / 2 < MaxInterval ? options.LockTimeout / 2 : MaxInterval;
        var begun = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        NpgsqlConnection? connection = null;
        try
        {
            while (await Task.WhenAny(work, Task.Delay(interval, cancellationToken)) != work && !cancellationToken.IsCancellationRequested)
            {
                connection ??= await MigrationConnection.OpenAsync(connectionString, options, cancellationToken);
                LastSeen = await BlockersAsync(connection, cancellationToken);
                if (begun.Elapsed - said < options.ReportEvery)
                    continue;
                said = begun.Elapsed;
                say($"{what} runs for {begun.Elapsed.TotalSeconds:0} s{(LastSeen is null ? "" : $" and waits for {LastSeen}")}");
            }
        }
        catch (NpgsqlException exception)
        {
            // Only looking failed. Whether the work did is for the work to say.
            say($"{what} runs; whom it waits for is not known: {exception.Message}");
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
            await work;
        }
    }

    async Task<string?> BlockersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Blockers, connection);
        command.Parameters.Add(new() { Value = pid });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
