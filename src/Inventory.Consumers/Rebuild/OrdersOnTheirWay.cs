using FlashSale.Admission;
using FlashSale.ServiceDefaults;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Orders between Redis and the sagas: in a stream, in the sagas' queue, in hand, or to be delivered again later. A look at the queue is
/// exact only for some moment before it, so it counts when all that could be published was published before that moment.
/// </summary>
public sealed class OrdersOnTheirWay(BrokerManagement broker, NpgsqlDataSource database, RebuildGate gate)
{
    /// <summary>The sagas' queue; every OrderSubmitted comes through it.</summary>
    const string Queue = "order-state";

    /// <returns>Where orders of these sales may still be; null when there are none.</returns>
    /// <exception cref="HttpRequestException">The broker's management API did not answer.</exception>
    public async Task<string?> FindAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        foreach (var productId in productIds)
        {
            if (await gate.CountIntentsAsync(productId, cancellationToken) is > 0 and var intents)
                return $"{intents} intents of {productId} wait for the relay";
        }

        // Without the queue the relay cannot publish: whatever it has is still in the stream.
        if (await broker.CountMessagesAsync(Queue, cancellationToken) is not 0 and var messages)
            return messages is null ? $"the queue {Queue} is not measured yet" : $"{messages} messages are in the queue {Queue} or in hand";
        // After the queue: what fails there goes here.
        return await CountToRedeliverAsync(cancellationToken) is > 0 and var later ? $"{later} orders are to be delivered again" : null;
    }

    async Task<long> CountToRedeliverAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM ordering.submissions_to_redeliver");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
