using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>Delivers groups that their process did not deliver: it died, lost the broker, or had too many waiting.</summary>
sealed class OutboxSweep(OutboxTable table, OutboxDelivery delivery, MessageSender sender, PostgresMessagingOptions options, ILogger<OutboxSweep> logger)
    : MessagingLoop(options.SweepInterval, sender, logger)
{
    protected override async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        var groups = await table.TakeExpiredAsync(stopping);
        if (groups.Count == 0)
            return false;

        MessagingMetrics.Swept(groups.Count);
        await options.Reached(DeliveryPoint.Taken);
        await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency }, async (group, _) => await delivery.DeliverAsync(group));
        return groups.Count == options.BatchSize;
    }
}
