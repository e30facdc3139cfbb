using Microsoft.Extensions.Logging;
using Npgsql;

namespace MassTransit.PostgresIntegration;

/// <summary>Counts the messages that were refused, for the metrics: those that wait for a person, and those that are tried again.</summary>
sealed class RefusedMessages(NpgsqlDataSource dataSource, MessagingSql sql, MessageSender sender, PostgresMessagingOptions options, ILogger<RefusedMessages> logger)
    : MessagingLoop(options.CleanupInterval, sender, logger)
{
    protected override async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        await using var command = dataSource.CreateCommand(sql.CountRefusedMessages, options.Schema);
        await using var reader = await command.ExecuteReaderAsync(stopping);
        await reader.ReadAsync(stopping);
        MessagingMetrics.Refused(parked: reader.GetInt64(0), waiting: reader.GetInt64(1));
        return false;
    }
}
