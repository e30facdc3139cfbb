using System.Diagnostics;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Consumes a message in one READ COMMITTED transaction: inbox row, consumer, staged messages, COMMIT; then delivers from
/// memory, before the broker's ack. A failure anywhere before the COMMIT leaves no trace, and a retry starts a new unit of work.
/// </summary>
sealed partial class PostgresOutboxContextFactory<TDbContext>(
    TDbContext dbContext, IServiceProvider provider, InboxTable inbox, StagedBatchWriter writer, OutboxDelivery delivery, ILogger<PostgresOutboxContextFactory<TDbContext>> logger)
    : IOutboxContextFactory<TDbContext>
    where TDbContext : DbContext
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next)
        where T : class
    {
        var messageId = context.GetOriginalMessageId() ?? throw new MessageException(typeof(T), "The inbox knows messages by their id; this one has none.");
        var committed = await ConsumeAsync(context, options, next, messageId);
        if (committed is not null)
            await delivery.DeliverAsync(committed);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("postgresOutbox");

    async Task<OutboxGroup?> ConsumeAsync<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next, Guid messageId)
        where T : class
    {
        var database = dbContext.Database;
        if (database.CreateExecutionStrategy().RetriesOnFailure)
            throw new ConfigurationException($"{typeof(TDbContext).Name} retries on failure by itself: its second attempt would see the first one's entities. The endpoint's retry policy does it, in a new scope.");

        var started = Stopwatch.GetTimestamp();
        // Two statements saved at each SaveChanges; nothing here goes on after a failed one.
        database.AutoSavepointsEnabled = false;
        await using var transaction = await database.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, context.CancellationToken);
        if (!await inbox.TryRecordAsync(dbContext, messageId, options.ConsumerId, context.CancellationToken))
        {
            // Its outgoing messages are the business of whoever committed them, or of the sweep: they may be on their way now.
            MessagingMetrics.Duplicates.Add(1);
            LogDuplicate(messageId, options.ConsumerType);
            if (context.ReceiveContext is { IsDelivered: false, IsFaulted: false })
                await context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), options.ConsumerType);
            return null;
        }

        var outboxContext = new PostgresOutboxConsumeContext<T>(context, options, provider, messageId, dbContext, transaction, writer);
        await next.Send(outboxContext);
        if (context.ReceiveContext is { IsDelivered: false, IsFaulted: false })
            await context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), options.ConsumerType);
        return outboxContext.Committed;
    }

    [LoggerMessage(40, LogLevel.Debug, "Message {MessageId} was consumed by {ConsumerType} before.")]
    partial void LogDuplicate(Guid messageId, string consumerType);
}
