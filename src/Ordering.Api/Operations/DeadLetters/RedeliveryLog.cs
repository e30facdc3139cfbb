using System.Text.Json;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>The record of redeliveries: ordering.redeliveries and ordering.redelivered_letters.</summary>
public sealed class RedeliveryLog(NpgsqlDataSource database)
{
    static readonly EmbeddedSql Sql = new(typeof(RedeliveryLog));

    // A running one records every second that it is alive; see RedeliveryRun.
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <returns>False when another redelivery of the queue is running.</returns>
    public async Task<bool> BeginAsync(Redelivery redelivery, CancellationToken cancellationToken)
    {
        await EndAbandonedAsync(cancellationToken);
        await using var command = Command(Sql.Named("begin_redelivery"), redelivery.Id, redelivery.Queue, JsonSerializer.Serialize(redelivery.Filter, JsonSerializerOptions.Web),
            redelivery.Limit, redelivery.RatePerSecond, redelivery.StopOnRepeat, redelivery.RequestedBy, redelivery.Reason);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Records messages that are about to be sent.</summary>
    public async Task NoteLettersAsync(Guid id, int before, IReadOnlyList<PeekedMessage> letters, CancellationToken cancellationToken)
    {
        await using var command = Command(Sql.Named("note_letters"), id, before);
        command.Parameters.Add(new() { Value = letters.Select(held => held.Letter.MessageId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = letters.Select(held => held.Letter.MessageType).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = letters.Select(held => held.Letter.OrderId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="end">Null while it goes on.</param>
    public async Task NoteProgressAsync(Guid id, int redelivered, int cameBack, RedeliveryState? end, string? note, CancellationToken cancellationToken)
    {
        await using var command = Command(Sql.Named("note_progress"), id, redelivered, cameBack);
        command.Parameters.Add(new() { Value = (object?)end?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)note ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The newest first; one by its id, or those that touched an order.</summary>
    public async Task<IReadOnlyList<Redelivery>> ReadAsync(Guid? id, Guid? orderId, CancellationToken cancellationToken)
    {
        await EndAbandonedAsync(cancellationToken);
        await using var command = Command(Sql.Named("redeliveries"), id, orderId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<Redelivery>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(JsonSerializer.Deserialize<Redelivery>(reader.GetString(0), JsonSerializerOptions.Web)!);
        return found;
    }

    async Task EndAbandonedAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(Sql.Named("end_abandoned_redeliveries"), LongestSilence);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}
