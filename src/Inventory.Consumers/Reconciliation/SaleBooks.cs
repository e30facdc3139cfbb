using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>The cheap look: the sums of all sales.</summary>
public sealed class SaleBooks(NpgsqlDataSource database, SaleStore store)
{
    static readonly EmbeddedSql Sql = new(typeof(SaleBooks));

    /// <exception cref="RedisUnavailableException">Redis did not reply.</exception>
    public async Task<IReadOnlyList<SaleSums>> ReadAsync(CancellationToken cancellationToken)
    {
        // Before Redis: what moves in between makes a sale look busy, and never the counter wrong.
        var sales = new List<SaleSums>();
        await using (var command = database.CreateCommand(Sql.Named("sums_of_sales")))
        {
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                sales.Add(new(rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt32(3), rows.GetInt32(4), rows.GetInt32(5), null));
        }

        return await Task.WhenAll(sales.Select(async sale => sale with { Redis = await store.SnapshotAsync(sale.ProductId, cancellationToken) }));
    }
}
