using Npgsql;

namespace FlashSale.Schema;

/// <summary>
/// Applies src/&lt;Project&gt;/Schema/NNN_name.sql in the order of their numbers: forward only, each file once, all in one
/// transaction under an advisory lock, so that any number of starters may call it at the same time.
/// </summary>
public static class SchemaFiles
{
    // Any constant: "flashsal" in ASCII.
    const long AdvisoryLock = 0x666C61736873616C;

    /// <param name="connectionString">Npgsql connection string of the database.</param>
    /// <param name="root">The folder that holds src/.</param>
    /// <returns>The files applied by this call, empty when the schema was up to date.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(string connectionString, string root, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS public.schema_files (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken);

        var done = await AppliedAsync(connection, cancellationToken);
        var applied = new List<string>();
        foreach (var file in Find(root).Where(f => !done.Contains(Path.GetFileName(f))))
        {
            await ExecuteAsync(connection, await File.ReadAllTextAsync(file, cancellationToken), cancellationToken);
            await using var record = new NpgsqlCommand("INSERT INTO public.schema_files (name) VALUES ($1)", connection);
            record.Parameters.Add(new() { Value = Path.GetFileName(file) });
            await record.ExecuteNonQueryAsync(cancellationToken);
            applied.Add(Path.GetFileName(file));
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    /// <summary>All schema files below root/src, in the order in which they apply.</summary>
    public static IEnumerable<string> Find(string root) =>
        Directory.EnumerateDirectories(Path.Combine(root, "src"))
            .Select(project => Path.Combine(project, "Schema"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql"))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal);

    static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT name FROM public.schema_files", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
