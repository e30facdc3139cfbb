using FlashSale.Inventory.Ledger;
using FlashSale.TestKit;
using Npgsql;

namespace FlashSale.Inventory.Tests;

/// <summary>A ledger on a real database, with one process's group commit on it and another one's beside it.</summary>
public sealed class TestLedger : IAsyncLifetime, IDisposable
{
    const string WaitingSessions = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    readonly LedgerMetrics _metrics = new();

    public TestDatabase Database { get; } = new();

    public StockLedger Ledger { get; private set; } = null!;

    public LedgerCommits Instance { get; private set; } = null!;

    public LedgerCommits OtherInstance { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        Ledger = new(Database.DataSource);
        Instance = new(Ledger, _metrics);
        OtherInstance = new(Ledger, _metrics);
    }

    public async Task DisposeAsync()
    {
        await Instance.DisposeAsync();
        await OtherInstance.DisposeAsync();
        await Database.DisposeAsync();
    }

    public void Dispose() => _metrics.Dispose();

    public Task<LedgerDecision> DecideAsync(LedgerCommand command) => Instance.DecideAsync(command, CancellationToken.None);

    /// <summary>A product of its own with so many units for sale.</summary>
    public async Task<string> OpenSaleAsync(int units)
    {
        var product = $"product-{Guid.NewGuid():N}";
        await SetTotalAsync(product, 1, units);
        return product;
    }

    public Task SetTotalAsync(string product, long version, int total) =>
        Database.ExecuteAsync("SELECT inventory.set_total($1, $2, $3)", product, version, total);

    public async Task<Books> BooksAsync(string product)
    {
        await using var command = Database.DataSource.CreateCommand("SELECT total, available, allocated, sold FROM inventory.stock_books WHERE product_id = $1");
        command.Parameters.Add(new() { Value = product });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3))
            : throw new InvalidOperationException($"The ledger has no stock of {product}.");
    }

    /// <summary>Holds the product's row, as a transaction that takes its time, until disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string product)
    {
        var connection = await Database.DataSource.OpenConnectionAsync();
        // Closing the connection rolls the transaction back.
        await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT FROM inventory.stock WHERE product_id = $1 FOR UPDATE", connection);
        command.Parameters.Add(new() { Value = product });
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public Task UntilSomeoneWaitsForALockAsync() => Poll.UntilAsync(
        () => Database.ScalarAsync<long>($"SELECT count(*) FROM {WaitingSessions}"), waiting => waiting > 0, "a session waits for a lock");

    public Task KillWaitingSessionsAsync() => Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM {WaitingSessions}");

    /// <summary>Units that the movements of a decision add up to.</summary>
    public async Task<int> UnitsMovedAsync(string product, string decision) =>
        (int)await Database.ScalarAsync<long>("SELECT coalesce(sum(quantity), 0) FROM inventory.movements WHERE product_id = $1 AND decision = $2", product, decision);

    public Task<long> MovementsAsync(Guid order) =>
        Database.ScalarAsync<long>("SELECT count(*) FROM inventory.movements WHERE order_id = $1", order);

    public static LedgerCommand Allocate(string product, int quantity = 1, Guid? order = null, int windowSeconds = 900) =>
        new(order ?? Guid.NewGuid(), product, LedgerAction.Allocate, quantity, windowSeconds);

    public static LedgerCommand Commit(LedgerCommand allocation) => allocation with { Action = LedgerAction.Commit };

    public static LedgerCommand Release(LedgerCommand allocation) => allocation with { Action = LedgerAction.Release };
}
