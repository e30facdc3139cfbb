using FlashSale.Admission;
using FlashSale.Admission.Sales;
using MassTransit;

namespace FlashSale.Inventory.Relay;

/// <summary>Publishes an order's submission again, from its live reservation, as the relay would have: the same content, message id and destination.</summary>
public sealed class LostIntents(SaleStore store, IBus bus, IntentRelayOptions options, TimeProvider clock)
{
    readonly IntentPublisher _publisher = new(bus);

    /// <summary>
    /// Within the relay's publish timeout from the look at the reservation on: a rebuild, which waits for that long, does not forget an order
    /// that it cannot see.
    /// </summary>
    /// <returns>False when there is nothing to publish: no such reservation, or the sale is closed for a rebuild.</returns>
    /// <exception cref="OperationCanceledException">No confirm in time: it may have arrived.</exception>
    /// <exception cref="FormatException">The reservation cannot be read.</exception>
    /// <exception cref="RedisUnavailableException">Redis was not reached or did not reply.</exception>
    public async Task<bool> PublishAsync(string productId, long epoch, Guid orderId, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.PublishTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        if (await store.FindReservationAsync(orderId, [productId], either.Token) is not { } order)
            return false;
        // Closed sales keep their reservations for a while.
        if (await store.SnapshotAsync(productId, either.Token) is not { } sale || sale.Epoch != epoch)
            return false;
        // A publish that waits for a lost connection may not look at its token.
        await _publisher.PublishAsync(order, either.Token).WaitAsync(either.Token);
        return true;
    }
}
