using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>Hands requests to the reconciler in Inventory.Consumers, through the database.</summary>
public sealed class RepairRequests(NpgsqlDataSource database, TimeProvider clock)
{
    static readonly EmbeddedSql Sql = new(typeof(RepairRequests));
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public async Task AskAsync(Guid id, string? productId, bool apply, string by, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT inventory.ask_reconciliation($1, $2, $3, $4, $5)");
        foreach (var value in new object?[] { id, productId, apply, by, reason })
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        command.Parameters[1].NpgsqlDbType = NpgsqlDbType.Text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits until it is done, for a limited time.</summary>
    public async Task<RepairRequest> AwaitAsync(Guid id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var request = (await ReadAsync(id, cancellationToken)).Single();
            if (request.EndedAt is not null || clock.GetElapsedTime(since) >= patience)
                return request;
            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    /// <summary>The newest first, or one.</summary>
    public async Task<IReadOnlyList<RepairRequest>> ReadAsync(Guid? id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("repair_requests"));
        command.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var requests = new List<RepairRequest>();
        while (await rows.ReadAsync(cancellationToken))
        {
            requests.Add(new(rows.GetGuid(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetBoolean(2), rows.GetString(3), rows.GetString(4),
                rows.GetFieldValue<DateTimeOffset>(5), rows.IsDBNull(6) ? null : rows.GetFieldValue<DateTimeOffset>(6), rows.GetFieldValue<string[]>(7)));
        }

        return requests;
    }
}
