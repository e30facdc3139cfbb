using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Delivers a committed group that is leased to this process: one message after the other, each after the confirm of the
/// one before. What cannot be delivered now stays in the table, for the sweep.
/// </summary>
sealed partial class OutboxDelivery(MessageSender sender, OutboxTable table, ConfirmedRows confirmedRows, PostgresMessagingOptions options, ILogger<OutboxDelivery> logger)
{
    static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(10);

    /// <summary>Never throws for a broker or a database that fails: the rows are safe.</summary>
    public async Task DeliverAsync(OutboxGroup group)
    {
        await options.Reached(DeliveryPoint.Committed);
        foreach (var row in group.Rows)
        {
            // A send that begins now must have ended before another process may take the row.
            if (group.Age > options.Lease - options.DeliveryTimeout)
            {
                LogLeaseRanOut(group.Id, row.Message.MessageId);
                return;
            }

            try
            {
                await sender.SendAsync(row.Message);
            }
            catch (Exception exception)
            {
                if (!await SetAsideAsync(group, row, exception))
                    return;
                continue;
            }

            MessagingMetrics.Delivered();
            await options.Reached(DeliveryPoint.Confirmed);
            confirmedRows.Add(group.Id, row.Ordinal);
        }
    }

    /// <returns>True when the row has left its group, so that those behind it may go.</returns>
    async Task<bool> SetAsideAsync(OutboxGroup group, OutboxRow row, Exception exception)
    {
        MessagingMetrics.DeliveryFailed();
        if (exception is OperationCanceledException || !sender.BrokerIsThere)
        {
            // The broker's fault, not the message's: the rows wait for the end of their lease.
            LogBrokerUnavailable(exception, group.Id, row.Message.MessageId, row.Message.Destination);
            return false;
        }

        var wait = Backoff(options.FirstBackoff, row.Attempts);
        LogRefused(exception, group.Id, row.Message.MessageId, row.Message.Destination, row.Attempts + 1, wait);
        var leaves = row.Attempts + 1 >= options.AttemptsInGroup;
        try
        {
            if (leaves)
                await table.MoveOutAsync(group.Id, row, wait, exception.Message);
            else
                await table.PostponeAsync(group.Id, row, wait, exception.Message);
            return leaves;
        }
        catch (Exception storage)
        {
            LogNotPostponed(storage, group.Id);
            return false;
        }
    }

    /// <summary>Doubles with each attempt, up to ten minutes.</summary>
    public static TimeSpan Backoff(TimeSpan first, int attempts) =>
        TimeSpan.FromTicks(Math.Min(LongestBackoff.Ticks, first.Ticks << Math.Min(attempts, 20)));

    [LoggerMessage(1, LogLevel.Warning, "The lease of outbox group {GroupId} ran out before message {MessageId} was sent; the sweep takes it.")]
    partial void LogLeaseRanOut(Guid groupId, Guid? messageId);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} of outbox group {GroupId} to {Destination} got no confirm, the broker being unavailable; the sweep sends it later.")]
    partial void LogBrokerUnavailable(Exception exception, Guid groupId, Guid messageId, string destination);

    [LoggerMessage(3, LogLevel.Error, "Message {MessageId} of outbox group {GroupId} to {Destination} was refused at attempt {Attempt}; next in {Wait}.")]
    partial void LogRefused(Exception exception, Guid groupId, Guid messageId, string destination, int attempt, TimeSpan wait);

    [LoggerMessage(4, LogLevel.Warning, "Outbox group {GroupId} could not be postponed; it waits for the end of its lease.")]
    partial void LogNotPostponed(Exception exception, Guid groupId);
}
