using FlashSale.Admission.OlderData;
using Npgsql;

namespace FlashSale.ServiceDefaults.OlderData;

/// <summary>What all callers of Redis have seen of its data, in PostgreSQL: ordering.sale_sequences, only upwards.</summary>
public sealed class SequenceBook(NpgsqlDataSource database)
{
    /// <summary>In seconds. No sale waits for a PostgreSQL that stands still.</summary>
    const int Timeout = 1;

    readonly Guid _instance = Guid.NewGuid();

    /// <summary>This instance has seen this much, and has this server.</summary>
    /// <param name="server">Empty when it has none.</param>
    public async Task ReportAsync(string server, IReadOnlyCollection<SaleSequence> seen, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT ordering.report_sequences($1, $2, $3, $4, $5)",
            _instance, server, seen.Select(sale => sale.ProductId).ToArray(), seen.Select(sale => sale.Epoch).ToArray(), seen.Select(sale => sale.Sequence).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>Instances that are alive and have not reported from this server yet.</returns>
    public async Task<long> CountElsewhereAsync(string server, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT ordering.redis_callers_elsewhere($1)", server);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The highest that was reported of each sale in its epoch.</summary>
    public async Task<IReadOnlyList<SaleSequence>> ReadAsync(CancellationToken cancellationToken)
    {
        var highest = new List<SaleSequence>();
        await using var command = Command("SELECT product_id, epoch, sequence FROM ordering.sequences_to_have");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            highest.Add(new(rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2)));
        return highest;
    }

    /// <summary>Redis's data of this epoch is older than was seen: the sale is lost.</summary>
    /// <returns>False when the epoch was left before.</returns>
    public async Task<bool> LeaveEpochAsync(SaleSequence sale, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT ordering.leave_epoch($1, $2)", sale.ProductId, sale.Epoch);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand(statement);
        command.CommandTimeout = Timeout;
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
