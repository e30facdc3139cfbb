using System.Collections.Concurrent;
using FlashSale.TestKit;
using Npgsql;
using Xunit;

namespace FlashSale.Schema.Tests;

/// <summary>An empty database, the migrators that work on it, and what they say.</summary>
public abstract class Installation : IAsyncLifetime
{
    readonly string _name = $"test_{Guid.NewGuid():N}";

    protected ConcurrentQueue<string> Said { get; } = new();

    protected MigrationOptions Options { get; set; } = new() { LockTimeout = TimeSpan.FromMilliseconds(200), Pause = TimeSpan.FromMilliseconds(300), ReportEvery = TimeSpan.FromMilliseconds(300) };

    protected string ConnectionString => For(_name);

    /// <summary>For the command: postgresql://...</summary>
    protected string Address
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"postgresql://{Uri.EscapeDataString(parts.Username!)}:{Uri.EscapeDataString(parts.Password ?? "")}@{parts.Host}:{parts.Port}/{parts.Database}";
        }
    }

    public Task InitializeAsync() => OnServerAsync($"CREATE DATABASE {_name}");

    public Task DisposeAsync() => OnServerAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");

    protected static Migration File(string name, string text) => Migration.Parse(name, text);

    protected Task<IReadOnlyList<string>> ApplyAsync(params Migration[] files) => ApplyAsync(CancellationToken.None, files);

    protected Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancellationToken, params Migration[] files) =>
        new Migrator(ConnectionString, Options, Said.Enqueue).ApplyAsync(files, cancellationToken);

    /// <summary>A session of somebody else, such as a service or a report.</summary>
    protected async Task<NpgsqlConnection> OpenAsync(string applicationName = "somebody")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = applicationName }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    protected async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    protected Task<string[]> RecordedAsync() => ScalarAsync<string[]>("SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM public.schema_files");

    protected Task<bool> ExistsAsync(string relation) => ScalarAsync<bool>($"SELECT to_regclass('{relation}') IS NOT NULL");

    protected Task<string> SaidAsync(string part) =>
        Poll.UntilAsync(() => Task.FromResult(Said.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) ?? ""), line => line.Length > 0, $"a line says '{part}'; there are: {string.Join(" | ", Said)}");

    static string For(string database) => new NpgsqlConnectionStringBuilder(Servers.Addresses.Postgres) { Database = database, Pooling = false }.ConnectionString;

    static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(For("postgres"));
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
    }
}
