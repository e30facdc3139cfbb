using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>Records changes of sales, one at a time: a request that finds another change Pending completes that one first.</summary>
public sealed class SaleChangeRequests(SaleChangeLog recorded, SaleChanges changes, TimeProvider clock)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Records a change.</summary>
    public Task<(long Version, Refusal? Refusal)> RequestAsync(string productId, SaleChange change, CancellationToken cancellationToken) =>
        RequestAsync(productId, () => Task.FromResult<(SaleChange?, long?, Refusal?)>((change, null, null)), cancellationToken);

    /// <summary>Records a change that is derived from the terms in force, and again if those change in between.</summary>
    public Task<(long Version, Refusal? Refusal)> RequestAsync(string productId, Func<SaleTerms, (SaleTerms? Terms, Refusal? Refusal)> derive, CancellationToken cancellationToken) =>
        RequestAsync(productId, () => DeriveAsync(productId, derive, cancellationToken), cancellationToken);

    async Task<(long Version, Refusal? Refusal)> RequestAsync(string productId, Func<Task<(SaleChange?, long?, Refusal?)>> propose, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < Timeout)
        {
            var (change, derivedFrom, refusal) = await propose();
            if (change is null)
                return (0, refusal);
            var (version, busy) = await recorded.RequestAsync(productId, change, derivedFrom, cancellationToken);
            if (version is { } recordedAs)
                return (recordedAs, null);
            if (busy)
                await CompletePendingAsync(productId, cancellationToken);
            else if (derivedFrom is null)
                return (0, Refusal.UnknownProduct());
        }

        return (0, Refusal.Unavailable("Another change of this sale is in progress. Please try again."));
    }

    async Task<(SaleChange?, long?, Refusal?)> DeriveAsync(string productId, Func<SaleTerms, (SaleTerms? Terms, Refusal? Refusal)> derive, CancellationToken cancellationToken)
    {
        // Terms that are about to change are no terms to derive from.
        await CompletePendingAsync(productId, cancellationToken);
        var (sale, last) = await recorded.ReadSaleAsync(productId, cancellationToken);
        if (sale is null)
            return (null, null, Refusal.UnknownProduct());
        var (terms, refusal) = derive(SaleTerms.Of(sale));
        return (terms is null ? null : new() { Terms = terms }, last, refusal);
    }

    async Task CompletePendingAsync(string productId, CancellationToken cancellationToken)
    {
        foreach (var pending in await recorded.FindPendingAsync(TimeSpan.Zero, cancellationToken))
        {
            if (pending.ProductId == productId)
                await changes.CompleteAsync(productId, pending.Version, cancellationToken);
        }
    }
}
