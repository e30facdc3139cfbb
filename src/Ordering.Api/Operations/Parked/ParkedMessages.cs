using System.Text;
using System.Text.Json;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.Parked;

/// <summary>The messages that wait for an operator, and what operators did about them. Sending is the work of the service that they come from: they are committed to its outbox again.</summary>
public sealed class ParkedMessages(NpgsqlDataSource database)
{
    const int MostListed = 1000;

    static readonly EmbeddedSql Sql = new(typeof(ParkedMessages));

    /// <param name="productId">Null: all; else those of this product's orders.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The first of them, the longest parked first.</returns>
    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(string? productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("parked_messages"));
        command.Parameters.Add(new() { Value = (object?)productId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostListed });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var parked = new List<ParkedMessage>();
        while (await rows.ReadAsync(cancellationToken))
            parked.Add(Read(rows));
        return parked;
    }

    /// <returns>Null when there is none, or somebody has closed it.</returns>
    public async Task<WholeMessage?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("parked_message"));
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(Read(row), JsonSerializer.Deserialize<JsonElement>(row.GetString(10)), Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(11)))
            : null;
    }

    /// <param name="ids">Null: all.</param>
    /// <param name="outcome">sent or discarded.</param>
    /// <param name="by">Goes on record.</param>
    /// <param name="reason">Goes on record, too.</param>
    /// <param name="cancellationToken">Ends it; nothing is closed then.</param>
    /// <returns>How many were closed. Those that were closed before are not among them.</returns>
    public async Task<long> CloseAsync(IReadOnlyList<long>? ids, string outcome, string by, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT messaging.close_parked($1, $2, $3, $4)");
        command.Parameters.Add(new() { Value = ids is null ? DBNull.Value : ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        foreach (var text in (string[])[outcome, by, reason])
            command.Parameters.Add(new() { Value = text });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<ClosedMessages>> HistoryAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("closed_messages"));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var closed = new List<ClosedMessages>();
        while (await rows.ReadAsync(cancellationToken))
            closed.Add(new(rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt64(4), rows.GetFieldValue<string[]>(5)));
        return closed;
    }

    static ParkedMessage Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4),
        row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<DateTimeOffset>(7), row.GetInt32(8), row.GetString(9));
}
