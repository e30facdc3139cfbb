using FlashSale.Admission.Rebuild;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Orders between Redis and the sagas: in a stream, in the sagas' queue, with a consumer, or waiting for redelivery; and commands between sagas
/// and ledger. A look at a queue is exact only for some moment before it, so it counts when all that could be published was published before
/// that moment.
/// </summary>
public sealed class InFlightOrders(BrokerManagement broker, NpgsqlDataSource database, RebuildStore store)
{
    /// <summary>The sagas' queue; every OrderSubmitted comes through it.</summary>
    const string Queue = "order-state";

    static readonly EmbeddedSql Sql = new(typeof(InFlightOrders));

    static readonly string[] LedgerQueues = ["allocate-stock", "commit-stock", "release-stock"];

    /// <summary>Looks along the way that an order takes: what leaves one place before it is looked at is seen at the next.</summary>
    /// <returns>The sales whose orders may still be on their way, each with the place. In the queue they cannot be told apart, so that what is there may be of any sale.</returns>
    /// <exception cref="HttpRequestException">The broker's management API did not reply.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var productId in productIds)
        {
            if (await store.CountIntentsAsync(productId, cancellationToken) is > 0 and var intents)
                found.Add(productId, $"{intents} intents of {productId} wait for the relay");
        }

        if (await FindInQueueAsync(Queue, cancellationToken) is { } queued)
        {
            foreach (var productId in productIds)
                found.TryAdd(productId, queued);
        }

        // After the queue: what fails there goes here.
        foreach (var (productId, later) in await CountRedeliveriesAsync(productIds, cancellationToken))
            found.TryAdd(productId, $"{later} orders await redelivery");
        return found;
    }

    /// <summary>
    /// Submissions of a sale that the relay had handed on so long ago are on their way no more, however many have come since. Looks along their way, too: at
    /// what the queue has let pass, then at what came out of it to be redelivered.
    /// </summary>
    /// <returns>Null when nothing can be said: no marker has come back, or submissions of the sale await redelivery.</returns>
    public async Task<TimeSpan?> FindPassedAsync(string productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("age_of_the_last_marker"));
        command.Parameters.Add(new() { Value = Queue });
        return await command.ExecuteScalarAsync(cancellationToken) is TimeSpan age && await CountRedeliveriesAsync([productId], cancellationToken) is [] ? age : null;
    }

    /// <returns>Where commands of the sagas to the ledger may still be; null when there are none.</returns>
    /// <exception cref="HttpRequestException">The broker's management API did not reply.</exception>
    public async Task<string?> FindCommandsAsync(CancellationToken cancellationToken)
    {
        if (await CountAsync("SELECT count(*) FROM ordering.commands_on_their_way", cancellationToken) is > 0 and var sent)
            return $"{sent} commands wait for the broker";
        foreach (var queue in LedgerQueues)
        {
            if (await FindInQueueAsync(queue, cancellationToken) is { } found)
                return found;
        }

        return await CountAsync("SELECT count(*) FROM inventory.scheduled_message", cancellationToken) is > 0 and var later ? $"{later} commands await redelivery" : null;
    }

    /// <summary>Without the queue nothing can be published: whatever exists is still in a stream or an outbox.</summary>
    async Task<string?> FindInQueueAsync(string queue, CancellationToken cancellationToken) => await broker.CountMessagesAsync(queue, cancellationToken) switch
    {
        0 => null,
        null => $"the queue {queue} has no statistics yet",
        var messages => $"{messages} messages are ready or unacknowledged in {queue}",
    };

    async Task<List<(string ProductId, long Orders)>> CountRedeliveriesAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("submissions_to_redeliver"));
        command.Parameters.Add(new() { Value = productIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var redeliveries = new List<(string, long)>();
        while (await rows.ReadAsync(cancellationToken))
            redeliveries.Add((rows.GetString(0), rows.GetInt64(1)));
        return redeliveries;
    }

    async Task<long> CountAsync(string question, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(question);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
