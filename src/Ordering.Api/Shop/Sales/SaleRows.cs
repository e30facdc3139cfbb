using FlashSale.Contracts;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>Reads rows of ordering.sales in the column order of all_sales.sql.</summary>
public static class SaleRows
{
    public static async Task<IReadOnlyList<Sale>> ReadAllAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var sales = new List<Sale>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sales.Add(new()
            {
                ProductId = reader.GetString(0),
                Name = reader.GetString(1),
                Price = Money.Normalize(reader.GetDecimal(2), reader.GetString(3)),
                Currency = reader.GetString(3),
                TotalStock = reader.GetInt32(4),
                StartsAt = reader.GetFieldValue<DateTimeOffset>(5),
                EndsAt = reader.GetFieldValue<DateTimeOffset>(6),
                PerCustomerLimit = reader.GetInt32(7),
                PaymentWindowSeconds = reader.GetInt32(8),
                UserRate = reader.IsDBNull(9) ? null : reader.GetInt32(9),
                GlobalRate = reader.IsDBNull(10) ? null : reader.GetInt32(10),
                Paused = reader.GetBoolean(11),
                Version = reader.GetInt64(12),
                Epoch = reader.GetInt64(13),
            });
        }

        return sales;
    }
}
