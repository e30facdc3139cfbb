using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The count of one delivery that the broker flagged as redelivered; a payload of its ReceiveContext, so that it counts once.</summary>
sealed class CountedDelivery(CrashLoopCounter counter, Guid messageId, string queue, int before, ILogger logger)
{
    /// <summary>Deliveries before this one that were counted and did not end.</summary>
    public int Before => before;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The delivery has ended in some way, so it did not kill the process. When this cannot be written the message's outcome
    /// stands all the same: the row stays, counts one too many should the message crash later, and is cleaned up by age.
    /// </summary>
    public async Task ForgetAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await counter.ClearAsync(messageId, queue, limit.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            logger.LogWarning("The crash-loop count of message {MessageId} in {Queue} could not be cleared: {Message}", messageId, queue, exception.Message);
        }
    }
}
