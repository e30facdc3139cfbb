using System.Collections.Concurrent;
using FlashSale.Admission;
using FlashSale.Ordering.Api.Limits;
using Npgsql;

namespace FlashSale.Ordering.Api.Sales;

/// <summary>
/// Loads into Redis the sales that it does not carry and that never had an order. A sale that had one is not ours to load:
/// what Redis held for it cannot be told from the total alone, so it stays closed until it is rebuilt from the ledger.
/// </summary>
public sealed class SaleOpener(NpgsqlDataSource database, SaleGate gate, SaleSettings settings, ILogger<SaleOpener> log)
{
    readonly ConcurrentDictionary<(string ProductId, long Epoch), bool> _carried = new();

    /// <summary>Redis said that it does not carry the sale: look again.</summary>
    public void Doubt(Sale sale) => _carried.TryRemove((sale.ProductId, sale.Epoch), out _);

    public async Task OpenAbsentAsync(IEnumerable<Sale> sales, CancellationToken cancellationToken)
    {
        foreach (var sale in sales.Where(sale => !_carried.ContainsKey((sale.ProductId, sale.Epoch))))
        {
            if (await gate.SnapshotAsync(sale.ProductId, cancellationToken) is not null || await OpenAsync(sale.ProductId, cancellationToken))
                _carried[(sale.ProductId, sale.Epoch)] = true;
        }
    }

    async Task<bool> OpenAsync(string productId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The sale's row stays locked until Redis has answered: a change cannot slip in between the figures read and the figures loaded.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Named("Sales.lock_sale_without_orders"), connection) { Parameters = { new() { Value = productId } } };
        if (await SaleRows.ReadAllAsync(command, cancellationToken) is not [var sale])
            return false;

        var outcome = await gate.OpenAsync(sale.ToDefinition(await settings.ReadAsync(cancellationToken)), sale.TotalStock, cancellationToken);
        log.LogInformation("Sale {ProductId}, version {Version}: {Outcome}", productId, sale.Version, outcome);
        return true;
    }
}
