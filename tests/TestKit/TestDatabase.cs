using FlashSale.Schema;
using Npgsql;
using Xunit;

namespace FlashSale.TestKit;

/// <summary>A database of its own with the full schema, copied from a template that is made once per schema content.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    readonly string _name = $"test_{Guid.NewGuid():N}";

    /// <summary>Connection string of the server; the shared one unless a test has a server of its own.</summary>
    public string Server { get; init; } = Servers.Addresses.Postgres;

    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using var server = await OpenServerAsync();
        // CREATE DATABASE .. TEMPLATE refuses while anyone is connected to the template: one at a time.
        await ExecuteAsync(server, "SELECT pg_advisory_lock(7277)");
        var template = await TemplateAsync(server);
        await ExecuteAsync(server, $"CREATE DATABASE {_name} TEMPLATE {template} STRATEGY file_copy");
        await ExecuteAsync(server, "SELECT pg_advisory_unlock(7277)");
        ConnectionString = For(_name);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await using var server = await OpenServerAsync();
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default! : (T)value;
    }

    /// <returns>Rows affected.</returns>
    public async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return command;
    }

    async Task<string> TemplateAsync(NpgsqlConnection server)
    {
        var files = MigrationFolder.Read(Servers.Root);
        var content = string.Concat(files.Select(file => file.Checksum));
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)))[..16];
        var name = $"template_{hash}";
        await using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", server);
        exists.Parameters.Add(new() { Value = name });
        if ((long)(await exists.ExecuteScalarAsync())! > 0)
            return name;

        await ExecuteAsync(server, "DROP DATABASE IF EXISTS template_in_the_making WITH (FORCE)");
        await ExecuteAsync(server, "CREATE DATABASE template_in_the_making");
        await new Migrator(For("template_in_the_making", pooling: false), new(), _ => { }).ApplyAsync(files);
        await ExecuteAsync(server, $"ALTER DATABASE template_in_the_making RENAME TO {name}");
        return name;
    }

    string For(string database, bool pooling = true) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, Pooling = pooling }.ConnectionString;

    async Task<NpgsqlConnection> OpenServerAsync()
    {
        var connection = new NpgsqlConnection(For("postgres", pooling: false));
        await connection.OpenAsync();
        return connection;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
