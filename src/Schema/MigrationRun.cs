using System.Diagnostics;
using Npgsql;

namespace FlashSale.Schema;

/// <summary>Executes files on the one connection that holds the advisory lock: when it breaks, lock and work end together.</summary>
sealed class MigrationRun(NpgsqlConnection connection, MigrationJournal journal, LockWatch watch, MigrationOptions options, Action<string> say)
{
    public async Task ApplyAsync(Migration migration, CancellationToken cancellationToken)
    {
        if (migration.InTransaction)
        {
            await InTransactionAsync(migration.Name, async () =>
            {
                await ExecuteAllAsync(migration, cancellationToken);
                await journal.RecordAsync(migration, cancellationToken);
            }, cancellationToken);
        }
        else
        {
            // What runs outside of a transaction (a concurrent index build) blocks nobody while it waits, and would have to begin anew.
            await ExecuteAsync("SET lock_timeout = 0", cancellationToken);
            await ExecuteAllAsync(migration, cancellationToken);
            await journal.RecordAsync(migration, cancellationToken);
        }

        // A file's SET must not reach the next file.
        await ExecuteAsync("RESET ROLE", cancellationToken);
        await ExecuteAsync("RESET ALL", cancellationToken);
    }

    /// <summary>One transaction, tried again while a lock is not to be had.</summary>
    public async Task InTransactionAsync(string name, Func<Task> work, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await work();
                await transaction.CommitAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (IsAboutLocks(exception))
            {
                var reason = $"it waited for {watch.LastSeen ?? "a session that has ended"}";
                if (clock.Elapsed + options.Pause > options.GiveUpAfter)
                    throw new MigrationFailedException($"{name} got no lock within {options.GiveUpAfter.TotalSeconds:0} s: {reason}. Wait for that session or end it (SELECT pg_terminate_backend(pid)), and run this again, with a longer --give-up-after perhaps.", exception);
                say($"{name} got no lock within {options.LockTimeout.TotalSeconds:0.#} s and stepped back: {reason}. Next attempt in {options.Pause.TotalSeconds:0.#} s");
                await Task.Delay(options.Pause, cancellationToken);
            }
        }
    }

    async Task ExecuteAllAsync(Migration migration, CancellationToken cancellationToken)
    {
        foreach (var statement in migration.Statements)
        {
            try
            {
                await watch.UntilEndOfAsync($"{migration.Name}, line {statement.Line},", ExecuteAsync(statement.Text, cancellationToken), cancellationToken);
            }
            catch (NpgsqlException exception) when (!(migration.InTransaction && IsAboutLocks(exception)))
            {
                throw new MigrationFailedException(Explain(migration, statement, exception), exception);
            }
        }
    }

    static string Explain(Migration migration, SqlStatement statement, NpgsqlException exception)
    {
        if (exception is not PostgresException postgres)
            return $"{migration.Name}, line {statement.Line}: {exception.Message}";
        var text = $"{migration.Name}, line {statement.LineAt(postgres.Position)}: {postgres.SqlState}: {postgres.MessageText}";
        foreach (var more in new[] { postgres.Detail, postgres.Hint, postgres.Where })
            text += more is null ? "" : $"\n  {more}";
        return postgres.SqlState == PostgresErrorCodes.ActiveSqlTransaction ? $"{text}\n  Put '-- migrate: no-transaction' into the file's first line." : text;
    }

    // A deadlock with the running services is the same to us: their statement or ours had to give way.
    static bool IsAboutLocks(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected };

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
