using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>A sale as PostgreSQL has it, with the settings of all sales.</summary>
static class SaleRow
{
    static readonly EmbeddedSql Sql = new(typeof(SaleRow));

    /// <summary>Reads it and locks it until the transaction ends.</summary>
    public static async Task<SaleDefinition> LockAsync(NpgsqlConnection connection, string productId, CancellationToken cancellationToken)
    {
        var settings = await ReadSettingsAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Sql.Named("lock_sale"), connection) { Parameters = { new() { Value = productId } } };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            throw new InvalidOperationException($"There is no sale of {productId}.");
        return new()
        {
            ProductId = productId,
            Epoch = row.GetInt64(0),
            Version = row.GetInt64(1),
            TotalStock = row.GetInt32(2),
            Price = Money.Normalize(row.GetDecimal(3), row.GetString(4)),
            Currency = row.GetString(4),
            StartsAt = row.GetFieldValue<DateTimeOffset>(5),
            EndsAt = row.GetFieldValue<DateTimeOffset>(6),
            PerCustomerLimit = row.GetInt32(7),
            PaymentWindowSeconds = row.GetInt32(8),
            UserRate = row.IsDBNull(9) ? null : row.GetInt32(9),
            GlobalRate = row.IsDBNull(10) ? null : row.GetInt32(10),
            Paused = row.GetBoolean(11),
            Settings = settings,
        };
    }

    static async Task<RateSettings> ReadSettingsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT version, user_burst, user_rate, address_burst, address_rate, global_rate FROM ordering.rate_settings", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return new();
        return new()
        {
            Version = row.GetInt64(0),
            UserBurst = row.GetInt32(1),
            UserRate = row.GetInt32(2),
            AddressBurst = row.GetInt32(3),
            AddressRate = row.GetInt32(4),
            GlobalRate = row.GetInt32(5),
        };
    }
}
