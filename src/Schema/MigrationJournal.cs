using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Schema;

/// <summary>public.schema_files: which files the database has. Hosts read it, too (AppliedMigrations in Service.Defaults).</summary>
public sealed class MigrationJournal(NpgsqlConnection connection)
{
    /// <summary>Makes the table, or gives that of an earlier runner (name, applied_at) its new columns. Asked first: ADD COLUMN IF NOT EXISTS locks the table even when there is nothing to add.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var columns = new NpgsqlCommand("SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('public.schema_files') AND attname IN ('checksum', 'compatible_since') AND NOT attisdropped", connection);
        if ((long)(await columns.ExecuteScalarAsync(cancellationToken))! == 2)
            return;
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS public.schema_files (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", cancellationToken);
        await ExecuteAsync("ALTER TABLE public.schema_files ADD COLUMN IF NOT EXISTS checksum text, ADD COLUMN IF NOT EXISTS compatible_since int", cancellationToken);
    }

    /// <returns>Empty when there is no table yet.</returns>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('public.schema_files') IS NOT NULL", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken))!)
            return [];

        // By way of jsonb, since --status changes nothing and may meet the table of an earlier runner.
        await using var command = new NpgsqlCommand("SELECT name, to_jsonb(f) ->> 'checksum', (to_jsonb(f) ->> 'compatible_since')::int, applied_at FROM public.schema_files f ORDER BY name", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt32(2), reader.GetDateTime(3)));
        return entries;
    }

    public Task RecordAsync(Migration migration, CancellationToken cancellationToken) =>
        ExecuteAsync("INSERT INTO public.schema_files (name, checksum, compatible_since) VALUES ($1, $2, $3)", cancellationToken,
            migration.Name, migration.Checksum, (object?)migration.CompatibleSince ?? DBNull.Value);

    /// <summary>Keeps the checksums of files that were applied before checksums were kept.</summary>
    public async Task AdoptAsync(IEnumerable<Migration> migrations, CancellationToken cancellationToken)
    {
        foreach (var migration in migrations)
            await ExecuteAsync("UPDATE public.schema_files SET checksum = $2, compatible_since = $3 WHERE name = $1 AND checksum IS NULL", cancellationToken,
                migration.Name, migration.Checksum, (object?)migration.CompatibleSince ?? DBNull.Value);
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter is DBNull ? new() { Value = parameter, NpgsqlDbType = NpgsqlDbType.Integer } : new() { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
