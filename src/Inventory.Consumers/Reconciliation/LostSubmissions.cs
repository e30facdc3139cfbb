using FlashSale.Inventory.Relay;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>
/// Publishes confirmed lost submissions again: the one repair that needs no operator, because a submission too many is a duplicate for inbox, saga
/// and ledger. It happens once per order, unless the outcome of the publish is unknown.
/// </summary>
public sealed class LostSubmissions(NpgsqlDataSource database, LostIntents intents, ReconciliationMetrics metrics, ILogger<LostSubmissions> log)
{
    static readonly EmbeddedSql Sql = new(typeof(LostSubmissions));

    /// <summary>Publishes those of the sale that have not been published again, once each.</summary>
    public async Task PublishOnceAsync(string productId, long epoch, CancellationToken cancellationToken)
    {
        var orders = new List<Guid>();
        await using (var command = database.CreateCommand(Sql.Named("submissions_to_publish")))
        {
            command.Parameters.Add(new() { Value = productId });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                orders.Add(rows.GetGuid(0));
        }

        await PublishAsync(productId, epoch, orders, cancellationToken);
    }

    /// <returns>How many the broker has confirmed. The others are logged, and wait for the next round.</returns>
    public async Task<int> PublishAsync(string productId, long epoch, IReadOnlyCollection<Guid> orders, CancellationToken cancellationToken)
    {
        const int Together = 100;
        var published = 0;
        foreach (var part in orders.Chunk(Together))
            published += (await Task.WhenAll(part.Select(order => TryPublishAsync(productId, epoch, order, cancellationToken)))).Count(done => done);
        return published;
    }

    async Task<bool> TryPublishAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken)
    {
        try
        {
            if (!await intents.PublishAsync(productId, epoch, orderId, cancellationToken))
                return false;
            await using var command = database.CreateCommand("UPDATE inventory.submissions_published_again SET published_at = now() WHERE order_id = $1");
            command.Parameters.Add(new() { Value = orderId });
            await command.ExecuteNonQueryAsync(cancellationToken);
            metrics.PublishedAgain();
            log.LogWarning("The submission of order {OrderId} was lost and is published again", orderId);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(exception, "The lost submission of order {OrderId} could not be published again", orderId);
            return false;
        }
    }
}
