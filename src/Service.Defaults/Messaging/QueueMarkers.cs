using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>The markers that have come back: messaging.queue_markers, one row per queue.</summary>
public sealed class QueueMarkers(NpgsqlDataSource database)
{
    static readonly EmbeddedSql Sql = new(typeof(QueueMarkers));

    internal async Task NoteAsync(string queue, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("note_queue_marker"));
        command.Parameters.Add(new() { Value = queue });
        command.Parameters.Add(new() { Value = sentAt.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>For each queue, when the last marker was sent that has come back.</returns>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken)
    {
        var markers = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT queue, sent_at FROM messaging.queue_markers");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            markers.Add(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
        return markers;
    }
}
