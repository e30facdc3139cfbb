using System.Text.Json;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>
/// Changes a sale in two stores without a moment at which Redis offers a unit that the ledger does not have: raising goes
/// to the ledger first, lowering to Redis first. The change is recorded before the first step, and every step may be
/// repeated by any instance (each store takes a version once), so that one that finds it Pending can complete it.
/// </summary>
public sealed class SaleChanges(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog, SaleOpener opener, RateLimitSettings settings, SaleReads reads, ILogger<SaleChanges> log)
{
    static readonly EmbeddedSql Sql = new(typeof(SaleChanges));
    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Records the change.</summary>
    /// <returns>
    /// Its version, null when there is no sale to change. Busy: another change of the product is still Pending; the unique
    /// index decides the race.
    /// </returns>
    public async Task<(long? Version, bool Busy)> RequestAsync(string productId, SaleChange change, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(Sql.Named("request_sale_change")), productId, JsonSerializer.Serialize(change, Json), change.Terms is not null);
        try
        {
            return ((long?)await command.ExecuteScalarAsync(cancellationToken), false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return (null, true);
        }
    }

    public async Task<IReadOnlyList<(string ProductId, long Version)>> FindPendingAsync(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        await using var command = Command(database.CreateCommand(Sql.Named("pending_sale_changes")), olderThan);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pending = new List<(string, long)>();
        while (await reader.ReadAsync(cancellationToken))
            pending.Add((reader.GetString(0), reader.GetInt64(1)));
        return pending;
    }

    /// <summary>Completes a recorded change.</summary>
    public async Task<SaleChangeState> CompleteAsync(string productId, long version, CancellationToken cancellationToken)
    {
        var (state, sale) = await ApplyToLedgerAsync(productId, version, cancellationToken);
        if (state == SaleChangeState.Pending)
        {
            // The ledger has the units: now Redis may offer them. A sale that Redis does not carry takes them when it is rebuilt.
            if (sale!.IsLoaded)
                await store.ChangeAsync(sale.ToDefinition(settings.Current), cancellationToken);
            else
                await opener.OpenAsync(productId, cancellationToken);
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await EndAsync(connection, productId, version, SaleChangeState.Applied, cancellationToken);
            state = SaleChangeState.Applied;
        }

        log.LogInformation("Sale {ProductId}, version {Version}: {State}", productId, version, state);
        await catalog.RefreshAsync(cancellationToken);
        reads.Forget(productId);
        return state;
    }

    /// <summary>One transaction under the change's row lock. Pending means that Redis does not have it yet.</summary>
    async Task<(SaleChangeState State, Sale? Sale)> ApplyToLedgerAsync(string productId, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (state, change) = await LockChangeAsync(connection, productId, version, cancellationToken);
        if (state != SaleChangeState.Pending)
            return (state, null);

        var current = await LockSaleAsync(connection, productId, cancellationToken);
        if (current?.Version == version)
            return (SaleChangeState.Pending, current);

        var sale = change.On(current, productId, version) ?? throw new InvalidOperationException($"Change {version} of {productId} has no sale to change.");
        ChangeSaleOutcome? told = sale.TotalStock < current?.TotalStock ? await store.ChangeAsync(sale.ToDefinition(settings.Current), cancellationToken) : null;
        if (told is ChangeSaleOutcome.TotalTooLow or ChangeSaleOutcome.NotLoaded)
        {
            await EndAsync(connection, productId, version, SaleChangeState.Refused, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return told is ChangeSaleOutcome.TotalTooLow ? (SaleChangeState.Refused, null) : throw new SaleNotLoadedException(productId, sale.Epoch);
        }

        await PutAsync(connection, sale, cancellationToken);
        if (told is not null)
            await EndAsync(connection, productId, version, SaleChangeState.Applied, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (told is null ? SaleChangeState.Pending : SaleChangeState.Applied, sale);
    }

    static async Task<(SaleChangeState State, SaleChange Change)> LockChangeAsync(NpgsqlConnection connection, string productId, long version, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("lock_sale_change"), connection), productId, version);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (Enum.Parse<SaleChangeState>(reader.GetString(0)), JsonSerializer.Deserialize<SaleChange>(reader.GetString(1), Json)!);
    }

    static async Task<Sale?> LockSaleAsync(NpgsqlConnection connection, string productId, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("lock_sale"), connection), productId);
        return (await SaleRows.ReadAllAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The ledger's total and the sale's row.</summary>
    static async Task PutAsync(NpgsqlConnection connection, Sale sale, CancellationToken cancellationToken)
    {
        await using var total = Command(new("SELECT inventory.set_total($1, $2, $3)", connection), sale.ProductId, sale.Version, sale.TotalStock);
        await total.ExecuteNonQueryAsync(cancellationToken);
        await using var put = Command(new(Sql.Named("put_sale"), connection), sale.ProductId, sale.Name, sale.Price, sale.Currency,
            sale.TotalStock, sale.StartsAt, sale.EndsAt, sale.PerCustomerLimit, sale.PaymentWindowSeconds, sale.UserRate, sale.GlobalRate, sale.Paused, sale.Version);
        await put.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task EndAsync(NpgsqlConnection connection, string productId, long version, SaleChangeState state, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("end_sale_change"), connection), productId, version, $"{state}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static NpgsqlCommand Command(NpgsqlCommand command, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}
