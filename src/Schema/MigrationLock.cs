using System.Diagnostics;
using Npgsql;

namespace FlashSale.Schema;

/// <summary>
/// One migrator at a time. The lock belongs to the session, since there are several transactions, and ends with it. It is asked for
/// again and again and not waited for in PostgreSQL: a session that waits in pg_advisory_lock() holds a snapshot, CREATE INDEX
/// CONCURRENTLY waits for all older snapshots, and the two would wait for each other.
/// </summary>
static class MigrationLock
{
    // Any constant: "flashsal" in ASCII. The earlier runner had the same.
    public const long Key = 0x666C61736873616C;

    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static async Task TakeAsync(NpgsqlConnection connection, MigrationOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        await using var take = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Key})", connection);
        Stopwatch? said = null;
        while (!(bool)(await take.ExecuteScalarAsync(cancellationToken))!)
        {
            if (said is null || said.Elapsed >= options.ReportEvery)
            {
                said = Stopwatch.StartNew();
                // Null: it has just ended.
                if (await HolderAsync(connection, cancellationToken) is { } holder)
                    say($"waits for another migrator: {holder}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    static async Task<string?> HolderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT format('pid %s (%s from %s), connected since %s', pid, application_name, coalesce(host(client_addr), 'this machine'), to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))
            FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND classid = {Key >> 32} AND objid = {Key & 0xFFFFFFFF} AND objsubid = 1 AND granted
              AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, connection);
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
