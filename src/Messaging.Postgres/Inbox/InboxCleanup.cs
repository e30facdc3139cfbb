using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>Deletes consumed messages when the duplicate window has passed.</summary>
sealed class InboxCleanup(InboxTable table, MessageSender sender, PostgresMessagingOptions options, ILogger<InboxCleanup> logger)
    : MessagingLoop(options.CleanupInterval, sender, logger)
{
    const int BatchSize = 5000;

    protected override async Task<bool> RunOnceAsync(CancellationToken stopping) => await table.ForgetAsync(BatchSize, stopping) == BatchSize;
}
