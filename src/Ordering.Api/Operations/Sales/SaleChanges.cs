using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Faults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>
/// Changes a sale in two stores without a moment at which Redis offers a unit that the ledger does not have: raising goes
/// to the ledger first; lowering is tried in the ledger, then made in Redis, then committed. The change is recorded before the first
/// step, and every step may be repeated by any instance (each store takes a version once), so that one that finds it Pending can
/// complete it. A change that a store refuses ends as Refused, because left Pending it would block every later change of the sale.
/// </summary>
public sealed class SaleChanges(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog, SaleOpener opener, RateLimitSettings settings, SaleReads reads, ILogger<SaleChanges> log)
{
    const string Untouched = "untouched";

    static readonly EmbeddedSql Sql = new(typeof(SaleChanges));

    /// <summary>Completes a recorded change: it ends as Applied or Refused.</summary>
    public async Task<SaleChangeEnd> CompleteAsync(string productId, long version, CancellationToken cancellationToken)
    {
        var (end, sale, isFirst, undo) = await ApplyToLedgerAsync(productId, version, cancellationToken);
        if (end.State == SaleChangeState.Pending)
        {
            CrashPoint.Reach("sale-change-in-ledger");
            // The ledger has the units: now Redis may offer them. A sale that Redis does not carry takes them when it is rebuilt.
            if (sale!.IsLoaded)
                await ChangeInRedisAsync(sale, cancellationToken);
            else
                await opener.OpenAsync(productId, cancellationToken);
            CrashPoint.Reach("sale-change-in-redis");
            end = new(SaleChangeState.Applied);
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await SaleChangeLog.EndAsync(connection, productId, version, end, cancellationToken);
        }

        log.LogInformation("Sale {ProductId}, version {Version}: {State} {Refusal}", productId, version, end.State, end.Refusal);
        await FollowUpAsync(productId, undo, cancellationToken);
        return end with { IsFirst = isFirst };
    }

    /// <summary>The change has ended: a fault from here on does not change how. The finisher and the refresher come by within two seconds.</summary>
    async Task FollowUpAsync(string productId, long? undo, CancellationToken cancellationToken)
    {
        try
        {
            if (undo is { } back)
                await CompleteAsync(productId, back, cancellationToken);
            await catalog.RefreshAsync(cancellationToken);
            reads.Forget(productId);
        }
        catch (Exception fault) when (InfrastructureFault.Is(fault))
        {
            log.LogWarning("Sale {ProductId}: the change ended, but its follow-up failed and will be retried: {Fault}", productId, fault.Message);
        }
    }

    /// <summary>One transaction under the change's row lock. Pending means that Redis does not have it yet.</summary>
    /// <returns>Undo: the change that brings Redis back to the sale in force.</returns>
    async Task<(SaleChangeEnd End, Sale? Sale, bool IsFirst, long? Undo)> ApplyToLedgerAsync(string productId, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (end, change) = await SaleChangeLog.LockAsync(connection, productId, version, cancellationToken);
        if (end.State != SaleChangeState.Pending)
            return (end, null, false, null);

        var current = await SaleChangeLog.LockSaleAsync(connection, productId, cancellationToken);
        if (current?.Version == version)
            return (end, current, false, null);

        var sale = change?.On(current, productId, version);
        var isLowered = sale?.TotalStock < current?.TotalStock;
        await transaction.SaveAsync(Untouched, cancellationToken);
        var refusal = await PutAsync(connection, sale, cancellationToken);
        // Nothing that PostgreSQL refuses may reach Redis, so Redis is told between the statements and their commit.
        if (refusal is null && isLowered)
            refusal = await TellRedisAsync(sale!, cancellationToken);
        CrashPoint.Reach("sale-change-before-commit");

        long? undo = null;
        if (refusal is not null)
        {
            await transaction.RollbackAsync(Untouched, cancellationToken);
            await SaleChangeLog.EndAsync(connection, productId, version, new(SaleChangeState.Refused, refusal), cancellationToken);
            // An earlier try may have died between Redis's answer and the commit.
            if (refusal == SaleChangeRefusal.NotStorable && isLowered)
                undo = await SaleChangeLog.RequestUndoAsync(connection, current!, cancellationToken);
        }
        else if (isLowered)
        {
            await SaleChangeLog.EndAsync(connection, productId, version, new(SaleChangeState.Applied), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (refusal is not null ? new(SaleChangeState.Refused, refusal) : isLowered ? new(SaleChangeState.Applied) : end, sale, current is null, undo);
    }

    /// <summary>The ledger's total and the sale's row.</summary>
    /// <returns>The refusal, if PostgreSQL does not take the values; then its transaction has to be rolled back.</returns>
    async Task<string?> PutAsync(NpgsqlConnection connection, Sale? sale, CancellationToken cancellationToken)
    {
        if (sale is null)
        {
            log.LogError("A change was recorded that this version of the program cannot read");
            return SaleChangeRefusal.NotStorable;
        }

        try
        {
            await using var total = SaleChangeLog.Command(new("SELECT inventory.set_total($1, $2, $3)", connection), sale.ProductId, sale.Version, sale.TotalStock);
            await total.ExecuteNonQueryAsync(cancellationToken);
            await using var put = SaleChangeLog.Command(new(Sql.Named("put_sale"), connection), sale.ProductId, sale.Name, sale.Price, sale.Currency,
                sale.TotalStock, sale.StartsAt, sale.EndsAt, sale.PerCustomerLimit, sale.PaymentWindowSeconds, sale.UserRate, sale.GlobalRate, sale.Paused, sale.Version);
            await put.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.CheckViolation, SchemaName: "inventory", TableName: "stock" })
        {
            // So many units are held or sold. Redis cannot have taken the change before: it never has more for sale than the ledger.
            return SaleChangeRefusal.TotalTooLow;
        }
        catch (PostgresException exception) when (IsRefusal(exception))
        {
            log.LogError("Sale {ProductId}, version {Version}: PostgreSQL rejected it: {Fault}", sale.ProductId, sale.Version, exception.MessageText);
            return SaleChangeRefusal.NotStorable;
        }
    }

    /// <exception cref="SaleNotLoadedException">Nobody knows yet whether Redis's data of the sale is to be believed: the change stays pending.</exception>
    async Task<ChangeSaleOutcome> ChangeInRedisAsync(Sale sale, CancellationToken cancellationToken) =>
        await store.ChangeAsync(sale.ToDefinition(settings.Current), cancellationToken) is not ChangeSaleOutcome.Unconfirmed and var outcome
            ? outcome
            : throw new SaleNotLoadedException(sale.ProductId, sale.Epoch);

    async Task<string?> TellRedisAsync(Sale sale, CancellationToken cancellationToken) => await ChangeInRedisAsync(sale, cancellationToken) switch
    {
        ChangeSaleOutcome.TotalTooLow => SaleChangeRefusal.TotalTooLow,
        ChangeSaleOutcome.NotLoaded => SaleChangeRefusal.NotLoaded,
        _ => null,
    };

    /// <summary>Of the values: data exceptions, constraints, and what a trigger or function raises. Any other fault passes.</summary>
    static bool IsRefusal(PostgresException exception) => exception.SqlState[..2] is "22" or "23" or "P0";
}
