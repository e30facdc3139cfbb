using System.Diagnostics;

namespace FlashSale.Schema;

/// <summary>
/// Applies the files that the database does not have: forward only, each file once and in a transaction of its own, one migrator at a
/// time; any number of starters may call it at the same time. docs/adr/0073-migrations.md has the rules.
/// </summary>
/// <param name="connectionString">Npgsql connection string of the database; no pooler between, since the lock belongs to the session.</param>
/// <param name="options">How patient it is.</param>
/// <param name="say">Takes one line for each file, and for what takes long.</param>
public sealed class Migrator(string connectionString, MigrationOptions options, Action<string> say)
{
    /// <returns>The names of the files applied by this call, empty when the schema was up to date.</returns>
    /// <exception cref="MigrationRefusedException">Files and journal contradict each other; nothing was applied.</exception>
    /// <exception cref="MigrationFailedException">A file failed; those before it are applied and recorded.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(IReadOnlyList<Migration> files, CancellationToken cancellationToken = default)
    {
        await using var connection = await MigrationConnection.OpenAsync(connectionString, options, cancellationToken);
        await MigrationLock.TakeAsync(connection, options, say, cancellationToken);
        var journal = new MigrationJournal(connection);
        var plan = MigrationPlan.Make(files, await journal.ReadAsync(cancellationToken));
        if (plan.Refusal is not null)
            throw new MigrationRefusedException(plan.Refusal);
        if (plan.Unknown.Count > 0)
            say($"the schema is newer than this build, which works with it; {string.Join(", ", plan.Unknown.Select(entry => entry.Name))} not known here");

        var run = new MigrationRun(connection, journal, new(connectionString, connection.ProcessID, options, say), options, say);
        await run.InTransactionAsync("public.schema_files", async () =>
        {
            await journal.EnsureAsync(cancellationToken);
            await journal.AdoptAsync(plan.Adopted, cancellationToken);
        }, cancellationToken);
        if (plan.Adopted.Count > 0)
            say($"recorded the checksums of {plan.Adopted.Count} files that an earlier runner applied");

        foreach (var migration in plan.Pending)
        {
            var clock = Stopwatch.StartNew();
            await run.ApplyAsync(migration, cancellationToken);
            var late = plan.OutOfOrder.Contains(migration) ? ", after files with higher numbers" : "";
            say($"{migration.Name} applied in {clock.Elapsed.TotalSeconds:0.00} s{late}");
        }

        return [.. plan.Pending.Select(migration => migration.Name)];
    }

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>The plan, and the journal that it was made from.</returns>
    public async Task<(MigrationPlan Plan, IReadOnlyList<JournalEntry> Journal)> LookAsync(IReadOnlyList<Migration> files, CancellationToken cancellationToken = default)
    {
        await using var connection = await MigrationConnection.OpenAsync(connectionString, options, cancellationToken);
        var entries = await new MigrationJournal(connection).ReadAsync(cancellationToken);
        return (MigrationPlan.Make(files, entries), entries);
    }
}
