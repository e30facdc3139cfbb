using MassTransit.PostgresIntegration;
using Npgsql;

namespace MassTransit;

/// <summary>
/// Counts deliveries flagged redelivered that began and did not end, in the table redelivered_message: a message that
/// kills its process at every delivery leaves no other trace.
/// </summary>
public sealed class CrashLoopCounter(NpgsqlDataSource dataSource, PostgresMessagingOptions options)
{
    readonly MessagingSql _sql = new(options.Schema);

    /// <summary>Counts one more delivery.</summary>
    /// <returns>Deliveries counted so far, this one included.</returns>
    public async Task<int> CountAsync(Guid messageId, string queue, CancellationToken cancellationToken = default)
    {
        await using var command = Command(_sql.CountDelivery, messageId, queue);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Deliveries counted so far; 0 when there are none.</summary>
    public async Task<int> ReadAsync(Guid messageId, string queue, CancellationToken cancellationToken = default)
    {
        await using var command = Command(_sql.DeliveriesCounted, messageId, queue);
        return (int?)await command.ExecuteScalarAsync(cancellationToken) ?? 0;
    }

    /// <summary>Deletes the count: the message has ended, consumed or faulted.</summary>
    public async Task ClearAsync(Guid messageId, string queue, CancellationToken cancellationToken = default)
    {
        await using var command = Command(_sql.ForgetDelivery, messageId, queue);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    NpgsqlCommand Command(string sql, Guid messageId, string queue)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = messageId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        return command;
    }
}
