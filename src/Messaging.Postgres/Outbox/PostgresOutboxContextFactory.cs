using System.Diagnostics;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Consumes a message in one READ COMMITTED transaction: inbox row, consumer, staged messages, COMMIT; then delivers from
/// memory, before the broker's ack. A failure anywhere before the COMMIT leaves no trace, and a retry starts a new unit of work.
/// A saga's message shares its transaction with others where it can (<see cref="SharedTransactions{TSaga,TDbContext}"/>).
/// </summary>
sealed partial class PostgresOutboxContextFactory<TDbContext>(
    IServiceProvider provider, InboxTable inbox, StagedBatchWriter writer, TransactionSharing sharing, OutboxDelivery delivery, ILogger<PostgresOutboxContextFactory<TDbContext>> logger)
    : IOutboxContextFactory<TDbContext>
    where TDbContext : DbContext
{
    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next)
        where T : class
    {
        var messageId = context.GetOriginalMessageId() ?? throw new MessageException(typeof(T), "The inbox knows messages by their id; this one has none.");
        var committed = await ConsumeAsync(context, options, next, new InboxKey(messageId, options.ConsumerId));
        if (committed is not null)
            await delivery.DeliverAsync(committed);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("postgresOutbox");

    async Task<OutboxGroup?> ConsumeAsync<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next, InboxKey key)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        var attempts = SharedAttempts.Of(context.ReceiveContext, key);
        var mayShare = attempts.MayShare && sharing.Includes(options.ConsumerType, typeof(TDbContext));
        var outboxContext = new PostgresOutboxConsumeContext<T>(context, options, provider, key, mayShare,
            () => OwnTransaction.BeginAsync(provider.GetRequiredService<TDbContext>(), inbox, writer, key, context.CancellationToken));
        if (mayShare || await outboxContext.BeginAsync())
        {
            Exception? failure = null;
            try
            {
                await next.Send(outboxContext);
            }
            catch (Exception exception)
            {
                failure = exception;
                attempts.Note(exception);
                throw;
            }
            finally
            {
                await outboxContext.EndAsync(failure);
            }
        }

        if (outboxContext.IsDuplicate)
        {
            // Its outgoing messages belong to the process that committed them, or to the sweep: they may be on their way now.
            MessagingMetrics.Duplicate();
            LogDuplicate(key.MessageId, options.ConsumerType);
        }

        if (context.ReceiveContext is { IsDelivered: false, IsFaulted: false })
            await context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), options.ConsumerType);
        return outboxContext.Committed;
    }

    [LoggerMessage(40, LogLevel.Debug, "Message {MessageId} was consumed by {ConsumerType} before.")]
    partial void LogDuplicate(Guid messageId, string consumerType);
}
