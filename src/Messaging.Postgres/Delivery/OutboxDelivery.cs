using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Delivers a committed group that is leased to this process: one message after the other, each after the confirm of the
/// one before. What cannot be delivered now stays in the table, for the sweep.
/// </summary>
sealed partial class OutboxDelivery(MessageSender sender, OutboxTable table, ConfirmedRows confirmedRows, PostgresMessagingOptions options, ILogger<OutboxDelivery> logger)
{
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

            if (await sender.TrySendAsync(row.Message) is { } failure)
            {
                if (!await SetAsideAsync(group, row, failure))
                    return;
                continue;
            }

            MessagingMetrics.Delivered();
            await options.Reached(DeliveryPoint.Confirmed);
            confirmedRows.Add(group.Id, row.Ordinal);
        }
    }

    /// <returns>True when the row has left its group, so that those behind it may go.</returns>
    async Task<bool> SetAsideAsync(OutboxGroup group, OutboxRow row, SendFailure failure)
    {
        MessagingMetrics.DeliveryFailed();
        if (failure.Fault == SendFault.Broker)
        {
            // The rows wait for the end of their lease.
            LogBrokerUnavailable(failure.Exception, group.Id, row.Message.MessageId, row.Message.Destination);
            return false;
        }

        var refusal = Refusal.Of(failure, row.Attempts, options);
        if (refusal.IsParked)
            LogParked(failure.Exception, row.Message.MessageId, row.Message.Destination, refusal.Attempts);
        else
            LogRefused(failure.Exception, group.Id, row.Message.MessageId, row.Message.Destination, refusal.Attempts, refusal.Wait);
        var leaves = refusal.IsParked || refusal.Attempts >= options.AttemptsInGroup;
        try
        {
            if (refusal.IsParked)
                await table.ParkAsync(group.Id, row, refusal.Reason);
            else if (leaves)
                await table.MoveOutAsync(group.Id, row, refusal);
            else
                await table.PostponeAsync(group.Id, row, refusal);
            return leaves;
        }
        catch (Exception storage)
        {
            LogNotPostponed(storage, group.Id);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease of outbox group {GroupId} ran out before message {MessageId} was sent; the sweep takes it.")]
    partial void LogLeaseRanOut(Guid groupId, Guid? messageId);

    [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} of outbox group {GroupId} to {Destination} got no confirm, the broker being unavailable; the sweep sends it later.")]
    partial void LogBrokerUnavailable(Exception exception, Guid groupId, Guid messageId, string destination);

    [LoggerMessage(3, LogLevel.Error, "Message {MessageId} of outbox group {GroupId} to {Destination} was refused at attempt {Attempt}; next in {Wait}.")]
    partial void LogRefused(Exception exception, Guid groupId, Guid messageId, string destination, int attempt, TimeSpan wait);

    [LoggerMessage(4, LogLevel.Warning, "Outbox group {GroupId} could not be postponed; it waits for the end of its lease.")]
    partial void LogNotPostponed(Exception exception, Guid groupId);

    [LoggerMessage(5, LogLevel.Error, "Message {MessageId} to {Destination} was refused at attempt {Attempt}; it is parked in messaging.parked_messages.")]
    partial void LogParked(Exception exception, Guid messageId, string destination, int attempt);
}
