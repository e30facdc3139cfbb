using FlashSale.Admission.Rebuild;
using FlashSale.Inventory.Relay;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// Rebuilds sales that Redis lost from PostgreSQL: closed under a new epoch first, then, when no order is on its way, what the ledger and
/// the sagas know of, read at one moment; the epoch comes last. A rebuilder that dies on the way leaves a closed sale, which the next one rebuilds
/// from scratch.
/// </summary>
public sealed class SaleRebuilder(
    NpgsqlDataSource database, RebuildStore store, InFlightOrders onTheirWay, IntentRelayOptions relay, RebuildOptions options, RebuildMetrics metrics,
    TimeProvider clock, ILogger<SaleRebuilder> log)
{
    static readonly TimeSpan SayWhyEvery = TimeSpan.FromSeconds(10);

    /// <summary>An intent that was read before the loss may be published for the first of these times after it, and RabbitMQ's statistics show it after the second.</summary>
    TimeSpan Settling => relay.PublishTimeout + options.StatisticsAge;

    /// <summary>Rebuilds those of the sales that nobody else is rebuilding, the open ones first.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> RebuildAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var turns = new RebuildTurns(await database.OpenConnectionAsync(cancellationToken));
        var taken = await turns.TakeAsync(productIds, cancellationToken);
        var closed = new List<(string ProductId, long Epoch)>();
        // All at once, so that they wait together.
        foreach (var productId in taken)
        {
            if (await CloseAsync(productId, cancellationToken) is { } epoch)
                closed.Add((productId, epoch));
            else
                await turns.GiveUpAsync(productId);
        }

        await FillWhenSettledAsync(closed, turns, cancellationToken);
        return taken.Count > 0;
    }

    /// <summary>One sale that cannot be rebuilt does not keep the others closed.</summary>
    async Task TryFillAsync(string productId, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            await FillAsync(productId, epoch, cancellationToken);
            metrics.Rebuilt();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.Failed();
            log.LogError(exception, "The rebuild of {ProductId} in epoch {Epoch} failed; the sale stays closed until the next", productId, epoch);
        }
    }

    /// <returns>The epoch that is being built; null when Redis carries the sale after all.</returns>
    async Task<long?> CloseAsync(string productId, CancellationToken cancellationToken)
    {
        await using var current = Command(database.CreateCommand("SELECT epoch FROM ordering.sale_products WHERE product_id = $1"), productId);
        var presence = await store.LookAsync(productId, cancellationToken);
        if (await current.ExecuteScalarAsync(cancellationToken) is not long known || presence.Carries(known))
            return null;

        await using var next = Command(database.CreateCommand("SELECT ordering.next_epoch($1, $2)"), productId, Math.Max(presence.Epoch, presence.Rebuild));
        var epoch = (long)(await next.ExecuteScalarAsync(cancellationToken))!;
        await store.BeginAsync(productId, epoch, cancellationToken);
        log.LogWarning("Redis does not carry {ProductId} in epoch {Known} ({Presence}): closed; rebuilding as epoch {Epoch}", productId, known, presence, epoch);
        return epoch;
    }

    /// <summary>Fills each of the sales, which are closed, as soon as none of its orders is on its way. One that waits for its own does not hold the others.</summary>
    async Task FillWhenSettledAsync(List<(string ProductId, long Epoch)> closed, RebuildTurns turns, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        long? said = null;
        while (closed.Count > 0)
        {
            var (answered, reasons) = await FindReasonsAsync([.. closed.Select(sale => sale.ProductId)], cancellationToken);
            // A publish that waits for the broker may yet go out when it is back.
            if (!answered)
                since = clock.GetTimestamp();
            if (reasons.Count > 0 && (said is null || clock.GetElapsedTime(said.Value) >= SayWhyEvery))
            {
                said = clock.GetTimestamp();
                log.LogInformation("The rebuild of {ProductIds} waits: {Reason}", reasons.Keys, reasons.Values.First());
            }

            if (clock.GetElapsedTime(since) >= Settling)
            {
                foreach (var (productId, epoch) in closed.Where(sale => !reasons.ContainsKey(sale.ProductId)))
                {
                    await TryFillAsync(productId, epoch, cancellationToken);
                    await turns.GiveUpAsync(productId);
                }

                closed.RemoveAll(sale => !reasons.ContainsKey(sale.ProductId));
            }

            if (closed.Count > 0)
                await Task.Delay(options.LookEvery, clock, cancellationToken);
        }
    }

    /// <returns>Whether the broker replied, and where orders of which sales may still be.</returns>
    async Task<(bool Answered, IReadOnlyDictionary<string, string> Reasons)> FindReasonsAsync(IReadOnlyList<string> productIds, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await onTheirWay.FindAsync(productIds, cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            return (false, productIds.ToDictionary(productId => productId, _ => $"the broker does not answer: {exception.Message}", StringComparer.Ordinal));
        }
    }

    async Task FillAsync(string productId, long epoch, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await store.ClearAsync(productId, epoch, cancellationToken);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The sale's row stays locked until it is open: a change is applied before its figures are read, or after the rebuilt sale is open.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var sale = await SaleRow.LockAsync(connection, productId, cancellationToken);
        if (sale.Epoch != epoch)
            throw new RebuildSupersededException(productId, epoch, $"PostgreSQL is at epoch {sale.Epoch}");

        var totals = new RestoredTotals();
        await foreach (var part in OrdersToRestore.ReadAsync(connection, productId, totals, cancellationToken))
            await store.RestoreAsync(productId, epoch, part, cancellationToken);
        await store.FinishAsync(sale, totals.Reservations, totals.Available, totals.Reserved, cancellationToken);

        log.LogWarning("{ProductId} is open again in epoch {Epoch}: {Totals}, filled in {Elapsed} ms", productId, epoch, totals, (long)clock.GetElapsedTime(began).TotalMilliseconds);
    }

    static NpgsqlCommand Command(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
