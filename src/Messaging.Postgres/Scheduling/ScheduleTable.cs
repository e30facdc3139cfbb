using Npgsql;
using NpgsqlTypes;

namespace MassTransit.PostgresIntegration;

/// <summary>The table scheduled_message, as one process uses it. As a writer each change is a transaction of its own.</summary>
sealed class ScheduleTable(NpgsqlDataSource dataSource, MessagingSql sql, PostgresMessagingOptions options) : IScheduleWriter
{
    readonly Guid _owner = Guid.NewGuid();

    public NpgsqlBatchCommand Command(ScheduleChange change) => change.Message is not { } message
        ? new(sql.CancelScheduledMessage) { Parameters = { new() { Value = change.TokenId } } }
        : new(sql.ScheduleMessage)
        {
            Parameters =
            {
                new() { Value = change.TokenId },
                new() { Value = change.DueAt is { } dueAt ? dueAt : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = change.Delay is { } delay ? delay : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
                new() { Value = message.MessageId },
                new() { Value = message.Destination },
                new() { Value = message.ContentType },
                new() { Value = message.MessageTypes },
                new() { Value = message.Body },
                new() { Value = message.Properties.Value.ToJson() },
                new() { Value = message.TimeToLive is { } timeToLive ? timeToLive : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
            },
        };

    public async Task WriteAsync(ScheduleChange change, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(Command(change));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Leases messages whose time has come, by PostgreSQL's clock.</summary>
    public async Task<IReadOnlyList<DueMessage>> TakeDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql.TakeDueMessages, _owner, options.Lease, options.BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DueMessage>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new(reader.GetGuid(0), reader.GetInt32(1), CapturedMessageReader.Read(reader, 2)));
        return due;
    }

    public Task DeleteAsync(IReadOnlyCollection<Guid> fired, CancellationToken cancellationToken) =>
        dataSource.CreateCommand(sql.DeleteFiredMessages, fired.ToArray(), _owner).ExecuteOnceAsync(cancellationToken);

    public Task PostponeAsync(Guid tokenId, Refusal refusal) => dataSource.CreateCommand(sql.PostponeDueMessage, tokenId, _owner, refusal.Wait, refusal.Reason).ExecuteOnceAsync(CancellationToken.None);

    /// <summary>Takes the message out of the schedule, for a person.</summary>
    public Task ParkAsync(Guid tokenId, string reason) => dataSource.CreateCommand(sql.ParkDueMessage, tokenId, _owner, options.Schema, reason).ExecuteOnceAsync(CancellationToken.None);

    /// <summary>Ends the leases of this process: it sends nothing more.</summary>
    public Task GiveBackAsync(CancellationToken cancellationToken) => dataSource.CreateCommand(sql.GiveBackDueMessages, _owner).ExecuteOnceAsync(cancellationToken);
}
