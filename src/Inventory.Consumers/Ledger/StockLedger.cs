using Npgsql;

namespace FlashSale.Inventory.Ledger;

/// <summary>The source of truth about stock: inventory.stock and inventory.movements. For orders, only inventory.decide writes them.</summary>
public sealed class StockLedger(NpgsqlDataSource database)
{
    /// <summary>Decides all commands in one transaction, in one round trip.</summary>
    /// <returns>One task per command, in the same order: its decision, or its <see cref="LedgerConflictException"/>.</returns>
    /// <exception cref="NpgsqlException">The outcome of every command is unknown; each may be repeated.</exception>
    public async Task<IReadOnlyList<Task<LedgerDecision>>> DecideAsync(IReadOnlyList<LedgerCommand> commands, CancellationToken cancellationToken = default)
    {
        // A single statement outside a transaction block is its own transaction: no BEGIN, no COMMIT, no round trip while rows are locked.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT place, outcome, why, due_at, conflict FROM inventory.decide($1, $2, $3, $4, $5)", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. commands.Select(c => c.OrderId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. commands.Select(c => c.ProductId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. commands.Select(c => Word(c.Action))] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. commands.Select(c => c.Quantity)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. commands.Select(c => c.PaymentWindowSeconds)] });
        // Once per connection. Left to the automatic preparation of Npgsql (10.0.3, too), a value that cannot be bound in the execution
        // that also prepares the statement breaks the connection for the valid command after it (github.com/npgsql/npgsql/issues/6391).
        await command.PrepareAsync(cancellationToken);

        var decisions = new Task<LedgerDecision>[commands.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var place = reader.GetInt32(0) - 1;
            decisions[place] = reader.IsDBNull(4)
                ? Task.FromResult(Decision(reader))
                : Task.FromException<LedgerDecision>(new LedgerConflictException(commands[place], reader.GetString(4)));
        }

        // The rows arrive before the statement has committed. Only the end of the result shows whether it did; disposing of the
        // reader instead would hide a statement that timed out and was rolled back.
        await reader.NextResultAsync(cancellationToken);

        return Array.IndexOf(decisions, null) < 0
            ? decisions
            : throw new InvalidOperationException("The ledger did not answer for every command.");
    }

    static LedgerDecision Decision(NpgsqlDataReader row) => new(
        Enum.Parse<LedgerOutcome>(row.GetString(1), ignoreCase: true),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3));

    static string Word(LedgerAction action) => action switch
    {
        LedgerAction.Allocate => "allocate",
        LedgerAction.Commit => "commit",
        LedgerAction.Release => "release",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, message: null),
    };
}
