using Npgsql;

namespace FlashSale.Chaos.Oracle;

/// <summary>PostgreSQL, read past all services and proxies.</summary>
sealed class Database(string connectionString) : IAsyncDisposable
{
    readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    /// <param name="question">Name of a file in Sql, without extension.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="parameters">$1, $2, ...</param>
    public async Task<IReadOnlyList<T>> AskAsync<T>(string question, Func<NpgsqlDataReader, T> read, params object[] parameters)
    {
        await using var command = _source.CreateCommand(Read(question));
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    static string Read(string question)
    {
        using var stream = typeof(Database).Assembly.GetManifestResourceStream($"{question}.sql") ?? throw new InvalidOperationException($"{question}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
