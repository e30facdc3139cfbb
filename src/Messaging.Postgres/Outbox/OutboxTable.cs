using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace MassTransit.PostgresIntegration;

/// <summary>The table outbox, as one process uses it.</summary>
sealed class OutboxTable(NpgsqlDataSource dataSource, MessagingSql sql, PostgresMessagingOptions options)
{
    /// <summary>This process, for as long as it lives.</summary>
    readonly Guid _owner = Guid.NewGuid();

    /// <summary>The messages of one unit of work, as a group leased to this process from now on.</summary>
    public static OutboxGroup Group(IReadOnlyList<CapturedMessage> messages) =>
        new(NewId.NextSequentialGuid(), [.. messages.Select((message, ordinal) => new OutboxRow(ordinal, 0, message))], Stopwatch.GetTimestamp());

    /// <summary>The command that inserts the groups' rows, leased to this process.</summary>
    public NpgsqlBatchCommand Insert(IEnumerable<OutboxGroup> groups)
    {
        var rows = groups.SelectMany(group => group.Rows, (group, row) => (Group: group.Id, row.Ordinal, row.Message)).ToList();
        T[] Column<T>(Func<CapturedMessage, T> value) => [.. rows.Select(row => value(row.Message))];
        return new(sql.InsertOutboxRows)
        {
            Parameters =
            {
                new() { Value = _owner },
                new() { Value = options.Lease },
                new() { Value = rows.Select(row => row.Group).ToArray() },
                new() { Value = rows.Select(row => row.Ordinal).ToArray() },
                new() { Value = Column(message => message.MessageId) },
                new() { Value = Column(message => message.Destination) },
                new() { Value = Column(message => message.ContentType) },
                new() { Value = Column(message => message.MessageTypes) },
                new() { Value = Column(message => message.Body) },
                new() { Value = Column(message => message.Properties.Value.ToJson()), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = Column(message => message.TimeToLive), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Interval },
            },
        };
    }

    /// <summary>Takes over whole groups whose lease has run out.</summary>
    public async Task<IReadOnlyList<OutboxGroup>> TakeExpiredAsync(CancellationToken cancellationToken)
    {
        var leasedAt = Stopwatch.GetTimestamp();
        await using var command = dataSource.CreateCommand(sql.TakeExpiredGroups, _owner, options.Lease, options.BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid Group, OutboxRow Row)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((reader.GetGuid(0), new(reader.GetInt32(1), reader.GetInt32(2), CapturedMessageReader.Read(reader, 3))));
        return [.. rows.GroupBy(row => row.Group, row => row.Row, (id, group) => new OutboxGroup(id, [.. group.OrderBy(row => row.Ordinal)], leasedAt))];
    }

    /// <summary>Deletes rows after the broker's confirm, unless another process has taken them over.</summary>
    public Task DeleteAsync(IReadOnlyCollection<(Guid Group, int Ordinal)> confirmed, CancellationToken cancellationToken) =>
        dataSource.CreateCommand(sql.DeleteConfirmedRows, confirmed.Select(row => row.Group).ToArray(), confirmed.Select(row => row.Ordinal).ToArray(), _owner).ExecuteOnceAsync(cancellationToken);

    /// <summary>Gives the group, from the failed row on, back to the sweep after a wait.</summary>
    public Task PostponeAsync(Guid group, OutboxRow failed, Refusal refusal) =>
        dataSource.CreateCommand(sql.PostponeGroup, group, failed.Ordinal, _owner, refusal.Wait, refusal.Reason).ExecuteOnceAsync(CancellationToken.None);

    /// <summary>Makes the failed row a group of its own, so that the rows behind it can go.</summary>
    public Task MoveOutAsync(Guid group, OutboxRow failed, Refusal refusal) =>
        dataSource.CreateCommand(sql.MoveRowOutOfItsGroup, group, failed.Ordinal, _owner, refusal.Wait, refusal.Reason).ExecuteOnceAsync(CancellationToken.None);

    /// <summary>Takes the failed row out of the outbox, for a person.</summary>
    public Task ParkAsync(Guid group, OutboxRow failed, string reason) =>
        dataSource.CreateCommand(sql.ParkRow, group, failed.Ordinal, _owner, options.Schema, reason).ExecuteOnceAsync(CancellationToken.None);

    /// <summary>Ends the leases of this process: it sends nothing more.</summary>
    public Task GiveBackAsync(CancellationToken cancellationToken) => dataSource.CreateCommand(sql.GiveBackRows, _owner).ExecuteOnceAsync(cancellationToken);
}
