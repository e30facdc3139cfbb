using FlashSale.Benchmarks.Shared;
using FlashSale.Client;
using Npgsql;

namespace FlashSale.Benchmarks.Pipeline.Measuring;

/// <summary>Reads all counters at the beginning and at the end of a stage.</summary>
sealed class Meter(NpgsqlDataSource database) : IDisposable
{
    const string CommandsMetric = "db_client_operation_duration_seconds_count";
    const string MessagesMetric = "messaging_masstransit_receive_total";

    // A backend tells pg_stat_database of its last transactions after 10 s of idling at the latest.
    static readonly TimeSpan UntilBackendsReport = TimeSpan.FromSeconds(11);

    readonly HttpClient _http = new();
    IReadOnlyDictionary<string, int> _processes = new Dictionary<string, int>();
    Dictionary<string, Uri> _metricsPages = [];
    Sample? _begin;

    public async Task BeginAsync()
    {
        var settings = await Installation.ReadSettingsAsync();
        _processes = Processes.Find(settings["FLASHSALE_HOME"]);
        _metricsPages = settings.Where(setting => setting.Key.EndsWith("_METRICS_URL", StringComparison.Ordinal))
            .ToDictionary(setting => Name(setting.Key), setting => new Uri(setting.Value), StringComparer.Ordinal);
        await using var reset = database.CreateCommand("SELECT pg_stat_statements_reset()");
        await reset.ExecuteNonQueryAsync();
        _begin = await ReadAsync();

        // FLASHSALE_SAGAS_2_METRICS_URL is the page of sagas.2.
        static string Name(string key) => key["FLASHSALE_".Length..^"_METRICS_URL".Length].ToLowerInvariant().Replace('_', '.');
    }

    /// <param name="orders">The number that the cost is divided by.</param>
    public async Task<Cost> EndAsync(int orders)
    {
        var end = await ReadAsync();
        var top = await ReadTopStatementsAsync(orders);
        var memory = _processes.ToDictionary(process => process.Key, process => Processes.ReadMemory(process.Value), StringComparer.Ordinal);
        await Task.Delay(UntilBackendsReport);
        return Cost.Between(_begin!, end with { Transactions = (await ReadDatabaseAsync()).Transactions }, orders, memory, top);
    }

    public void Dispose() => _http.Dispose();

    async Task<Sample> ReadAsync()
    {
        var (timestamp, machine, cpu) = (TimeProvider.System.GetTimestamp(), Processes.ReadMachineCpu(), Processes.ReadCpu(_processes));
        var counters = await ReadDatabaseAsync();
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, address) in _metricsPages)
            pages.Add(name, await _http.GetStringAsync(address));
        return new()
        {
            Timestamp = timestamp,
            MachineCpuSeconds = machine,
            CpuSeconds = cpu,
            Transactions = counters.Transactions,
            Statements = counters.Statements,
            TransactionEnds = counters.TransactionEnds,
            Commands = pages.ToDictionary(page => page.Key, page => MetricsText.Sum(page.Value, CommandsMetric), StringComparer.Ordinal),
            Messages = pages.ToDictionary(page => page.Key, page => MetricsText.Sum(page.Value, MessagesMetric), StringComparer.Ordinal),
        };
    }

    async Task<(long Transactions, long Statements, long TransactionEnds)> ReadDatabaseAsync()
    {
        await using var command = database.CreateCommand(Sql.Named("database_counters"));
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    async Task<IReadOnlyList<TopStatement>> ReadTopStatementsAsync(int orders)
    {
        await using var command = database.CreateCommand(Sql.Named("top_statements"));
        await using var reader = await command.ExecuteReaderAsync();
        var top = new List<TopStatement>();
        while (await reader.ReadAsync())
            top.Add(new(reader.GetString(0), (double)reader.GetInt64(1) / orders, reader.GetDouble(2) * 1000 / orders));
        return top;
    }
}
