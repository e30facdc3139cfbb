using FlashSale.Contracts;
using FlashSale.Ordering.Api.Operations.Parked;
using FlashSale.Ordering.Api.Operations.Sagas;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>
/// What the reconciler in Inventory.Consumers has on record, what the sagas wait for in vain, which queues stand still, what money contradicts its
/// order, and messages that nobody sends any more.
/// </summary>
public sealed class FindingReader(NpgsqlDataSource database, AwaitedAnswers awaited, ParkedMessages parked)
{
    static readonly EmbeddedSql Sql = new(typeof(FindingReader));
    const int MostOfAProduct = 1000;
    const int MostMoney = 1000;

    public async Task<Findings> ReadAsync(string? productId, CancellationToken cancellationToken)
    {
        var stuck = await awaited.StuckAsync(productId, cancellationToken);
        var braked = await BrakedAsync(cancellationToken);
        var money = await ReadMoneyAsync(productId, cancellationToken);
        var waiting = await parked.ListAsync(productId, cancellationToken);
        await using var command = database.CreateCommand(Sql.Named("open_findings"));
        command.Parameters.Add(new() { Value = (object?)productId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostOfAProduct });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var products = new List<ProductFindings>();
        var findings = new List<OpenFinding>();
        while (await rows.ReadAsync(cancellationToken))
        {
            if (products is not [.., var last] || last.ProductId != rows.GetString(0))
            {
                findings = [];
                products.Add(new(rows.GetString(0), Maybe<DateTimeOffset>(rows, 1), Maybe<int>(rows, 2), Maybe<double>(rows, 3), Maybe<long>(rows, 4) ?? 0, findings));
            }

            if (!rows.IsDBNull(5))
                findings.Add(new(rows.GetString(5), Maybe<Guid>(rows, 6), rows.GetInt32(7), rows.GetFieldValue<DateTimeOffset>(8), rows.GetFieldValue<DateTimeOffset>(9), Maybe<DateTimeOffset>(rows, 10)));
        }

        return new(products, stuck, braked, money, waiting);
    }

    async Task<IReadOnlyList<BrakedQueue>> BrakedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("braked_queues"));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var braked = new List<BrakedQueue>();
        while (await rows.ReadAsync(cancellationToken))
            braked.Add(new(rows.GetString(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2), rows.GetString(3)));
        return braked;
    }

    async Task<IReadOnlyList<MoneyFinding>> ReadMoneyAsync(string? productId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("money_findings"));
        command.Parameters.Add(new() { Value = (object?)productId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostMoney });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var findings = new List<MoneyFinding>();
        while (await rows.ReadAsync(cancellationToken))
        {
            findings.Add(new(rows.GetString(0), rows.GetGuid(1), rows.GetString(2), Money.Normalize(rows.GetDecimal(3), rows.GetString(4)), rows.GetString(4),
                Text(rows, 5), Text(rows, 6), rows.GetFieldValue<DateTimeOffset>(7)));
        }

        return findings;
    }

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static T? Maybe<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
