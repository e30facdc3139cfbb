using FlashSale.Ordering.Api.Operations.Parked;
using FlashSale.Ordering.Api.Operations.Sagas;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;
using NpgsqlTypes;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>What the reconciler in Inventory.Consumers has on record, what the sagas wait for in vain, and messages that nobody sends any more.</summary>
public sealed class FindingReader(NpgsqlDataSource database, AwaitedAnswers awaited, ParkedMessages parked)
{
    static readonly EmbeddedSql Sql = new(typeof(FindingReader));
    const int MostOfAProduct = 1000;

    public async Task<Findings> ReadAsync(string? productId, CancellationToken cancellationToken)
    {
        var stuck = await awaited.StuckAsync(productId, cancellationToken);
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

        return new(products, stuck, waiting);
    }

    static T? Maybe<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
