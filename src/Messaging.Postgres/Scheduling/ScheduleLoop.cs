using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>Sends scheduled messages when PostgreSQL's clock says that they are due, and deletes them after the confirm.</summary>
sealed partial class ScheduleLoop(ScheduleTable table, MessageSender sender, PostgresMessagingOptions options, ILogger<ScheduleLoop> logger)
    : MessagingLoop(options.ScheduleInterval, sender, logger)
{
    readonly MessageSender _sender = sender;
    readonly ILogger _logger = logger;

    protected override async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        var leasedAt = Stopwatch.GetTimestamp();
        var due = await table.TakeDueAsync(stopping);
        if (due.Count == 0)
            return false;

        await options.Reached(DeliveryPoint.Taken);
        var fired = new ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency }, async (message, _) =>
        {
            if (Stopwatch.GetElapsedTime(leasedAt) <= options.Lease - options.DeliveryTimeout && await FireAsync(message))
                fired.Add(message.TokenId);
        });
        await options.Reached(DeliveryPoint.Fired);
        if (!fired.IsEmpty)
            await table.DeleteAsync([.. fired], CancellationToken.None);
        return due.Count == options.BatchSize;
    }

    async Task<bool> FireAsync(DueMessage due)
    {
        if (await _sender.TrySendAsync(due.Message) is not { } failure)
        {
            MessagingMetrics.Fired();
            return true;
        }

        if (failure.Fault == SendFault.Broker)
            LogBrokerUnavailable(failure.Exception, due.Message.MessageId, due.Message.Destination);
        else
            await SetAsideAsync(due, failure);
        return false;
    }

    /// <summary>Never throws: what other messages of the same batch have fired is still deleted.</summary>
    async Task SetAsideAsync(DueMessage due, SendFailure failure)
    {
        var refusal = Refusal.Of(failure, due.Attempts, options);
        if (refusal.IsParked)
            LogParked(failure.Exception, due.Message.MessageId, due.Message.Destination, refusal.Attempts);
        else
            LogRefused(failure.Exception, due.Message.MessageId, due.Message.Destination, refusal.Attempts, refusal.Wait);
        try
        {
            if (refusal.IsParked)
                await table.ParkAsync(due.TokenId, refusal.Reason);
            else
                await table.PostponeAsync(due.TokenId, refusal);
        }
        catch (Exception storage)
        {
            LogNotPostponed(storage, due.Message.MessageId);
        }
    }

    [LoggerMessage(30, LogLevel.Warning, "Scheduled message {MessageId} to {Destination} got no confirm, the broker being unavailable; it is sent again when its lease has run out.")]
    partial void LogBrokerUnavailable(Exception exception, Guid messageId, string destination);

    [LoggerMessage(31, LogLevel.Error, "Scheduled message {MessageId} to {Destination} was refused at attempt {Attempt}; next in {Wait}.")]
    partial void LogRefused(Exception exception, Guid messageId, string destination, int attempt, TimeSpan wait);

    [LoggerMessage(32, LogLevel.Warning, "Scheduled message {MessageId} could not be postponed; it waits for the end of its lease.")]
    partial void LogNotPostponed(Exception exception, Guid messageId);

    [LoggerMessage(33, LogLevel.Error, "Scheduled message {MessageId} to {Destination} was refused at attempt {Attempt}; it is parked in messaging.parked_messages.")]
    partial void LogParked(Exception exception, Guid messageId, string destination, int attempt);
}
