using System.Collections.Frozen;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// The sales, in memory: PostgreSQL is not on the path of an order. What Redis decides by is in Redis; this list only contains
/// which products there are and which epoch Redis must carry, so an old list is never a wrong answer, only a late one.
/// </summary>
public sealed class SaleCatalog(NpgsqlDataSource database) : IDisposable
{
    static readonly EmbeddedSql Sql = new(typeof(SaleCatalog));

    readonly SemaphoreSlim _reading = new(1);
    volatile FrozenDictionary<string, Sale>? _sales;
    volatile IReadOnlyList<Sale> _inOrder = [];

    /// <summary>False until PostgreSQL has answered once: until then no product can be called unknown.</summary>
    public bool IsLoaded => _sales is not null;

    public IReadOnlyCollection<Sale> Sales => _sales is { } sales ? sales.Values : [];

    /// <summary>By the start of the sale.</summary>
    public IReadOnlyList<Sale> InOrder => _inOrder;

    public IReadOnlyCollection<string> ProductIds => _sales is { } sales ? sales.Keys : [];

    public Sale? Find(string productId) => _sales?.GetValueOrDefault(productId);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One at a time: an older answer must not replace a newer one.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var command = database.CreateCommand(Sql.Named("all_sales"));
            var sales = await SaleRows.ReadAllAsync(command, cancellationToken);
            _inOrder = [.. sales.OrderBy(sale => sale.StartsAt).ThenBy(sale => sale.ProductId, StringComparer.Ordinal)];
            _sales = sales.ToFrozenDictionary(sale => sale.ProductId, StringComparer.Ordinal);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();
}
