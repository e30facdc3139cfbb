using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// Loads sales into Redis for the first time. Until PostgreSQL has it that one is loaded (its epoch is no longer 0) no order is admitted,
/// so it can be loaded again whatever fails in between. Later it must not be loaded here: what Redis held for it cannot be derived from the total
/// alone, and it stays closed until it is rebuilt.
/// </summary>
public sealed class SaleOpener(NpgsqlDataSource database, SaleStore store, RateLimitSettings settings, ILogger<SaleOpener> log)
{
    static readonly EmbeddedSql Sql = new(typeof(SaleOpener));
    const long FirstEpoch = 1;

    public async Task OpenNewAsync(IEnumerable<Sale> sales, CancellationToken cancellationToken)
    {
        foreach (var sale in sales.Where(sale => !sale.IsLoaded))
            await OpenAsync(sale.ProductId, cancellationToken);
    }

    /// <summary>Loads the sale unless it has been loaded.</summary>
    public async Task OpenAsync(string productId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The sale's row stays locked until Redis has replied: a change cannot slip in between the figures read and the figures loaded.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Named("lock_new_sale"), connection) { Parameters = { new() { Value = productId } } };
        if (await SaleRows.ReadAllAsync(command, cancellationToken) is not [var sale])
            return;

        var outcome = await store.OpenAsync((sale with { Epoch = FirstEpoch }).ToDefinition(await settings.ReadAsync(cancellationToken)), sale.TotalStock, cancellationToken);
        await using var loaded = new NpgsqlCommand("UPDATE ordering.sales SET epoch = $2 WHERE product_id = $1", connection)
        {
            Parameters = { new() { Value = productId }, new() { Value = FirstEpoch } },
        };
        await loaded.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        log.LogInformation("Sale {ProductId}, version {Version}: {Outcome}", productId, sale.Version, outcome);
    }
}
