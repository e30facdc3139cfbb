using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>One instance at a time compares the books, and stays in charge as long as its connection lives, because it remembers what it saw.</summary>
public sealed class ReconciliationLock(NpgsqlDataSource database, ILogger log) : IAsyncDisposable
{
    // Any constant: "books" in ASCII.
    const long OneAtATime = 0x626F6F6B73;

    NpgsqlConnection? _held;

    /// <returns>Whether this instance is in charge.</returns>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (_held is not null && await AnswersAsync(_held, cancellationToken))
            return true;
        await GiveUpAsync();

        var connection = await database.OpenConnectionAsync(cancellationToken);
        // The lock ends with its session, whatever happens to the process.
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = OneAtATime } } };
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            _held = connection;
            return true;
        }

        await connection.DisposeAsync();
        return false;
    }

    public async ValueTask DisposeAsync() => await GiveUpAsync();

    async Task GiveUpAsync()
    {
        if (_held is not { } held)
            return;
        _held = null;
        await using var closing = held;
        if (held.State is System.Data.ConnectionState.Open)
        {
            // Back in the pool, its session would keep the lock.
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", held) { Parameters = { new() { Value = OneAtATime } } };
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException exception)
            {
                // The lock ends with the session. A stop must not fail for that.
                log.LogWarning("PostgreSQL is away; the turn to compare the books ends with its session: {Message}", exception.Message);
            }
        }
    }

    static async Task<bool> AnswersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync(cancellationToken) is 1;
        }
        catch (NpgsqlException)
        {
            // The lease ends with the session; the next instance sees for itself.
            return false;
        }
    }
}
