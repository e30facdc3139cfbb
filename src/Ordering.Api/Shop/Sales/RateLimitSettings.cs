using System.Collections.Concurrent;
using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// The rate limits of all sales: a row in PostgreSQL, copied to each sale in Redis under a version of its own. Every instance
/// reads the row twice a second and updates the sales to which it has not sent that version, so that a change that a crash or an
/// outage stopped between the two stores arrives all the same.
/// </summary>
public sealed class RateLimitSettings(NpgsqlDataSource database, SaleStore store, SaleCatalog catalog)
{
    static readonly EmbeddedSql Sql = new(typeof(RateLimitSettings));

    readonly ConcurrentDictionary<(string ProductId, long Epoch), long> _told = new();
    readonly Lock _learning = new();
    volatile RateSettings _current = new();

    /// <summary>As this instance saw them last.</summary>
    public RateSettings Current => _current;

    public async Task<RateSettings> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("read_settings"));
        return await LearnAsync(command, cancellationToken) ?? new();
    }

    /// <summary>Records new settings under the next version. They are in force when <see cref="TellSalesAsync"/> has sent them.</summary>
    /// <param name="wanted">All of them; its version is ignored.</param>
    /// <param name="derivedFrom">The version that they were derived from, if they were.</param>
    /// <returns>Null when that is no longer the version in force.</returns>
    public async Task<RateSettings?> PutAsync(RateSettings wanted, long? derivedFrom, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("put_settings"));
        foreach (var value in new object?[] { wanted.UserBurst, wanted.UserRate, wanted.AddressBurst, wanted.AddressRate, wanted.GlobalRate, derivedFrom })
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await LearnAsync(command, cancellationToken);
    }

    /// <summary>Sends the settings to the sales that do not have this version. A sale that Redis does not carry gets them when it does.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply: send them again.</exception>
    public Task TellSalesAsync(CancellationToken cancellationToken)
    {
        var settings = Current;
        return Task.WhenAll(catalog.Sales
            .Where(sale => !_told.TryGetValue((sale.ProductId, sale.Epoch), out var version) || version < settings.Version)
            .Select(sale => TellAsync(sale, settings, cancellationToken)));
    }

    async Task TellAsync(Sale sale, RateSettings settings, CancellationToken cancellationToken)
    {
        // The sale's own part is in force in the ledger, so Redis may have it too; if it has, only the settings are taken.
        if (await store.ChangeAsync(sale.ToDefinition(settings), cancellationToken) is ChangeSaleOutcome.Applied or ChangeSaleOutcome.AlreadyApplied)
            _told[(sale.ProductId, sale.Epoch)] = settings.Version;
    }

    async Task<RateSettings?> LearnAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var settings = new RateSettings
        {
            Version = reader.GetInt64(0),
            UserBurst = reader.GetInt32(1),
            UserRate = reader.GetInt32(2),
            AddressBurst = reader.GetInt32(3),
            AddressRate = reader.GetInt32(4),
            GlobalRate = reader.GetInt32(5),
        };
        lock (_learning)
        {
            // A slow reader does not bring back what was changed meanwhile.
            if (settings.Version > _current.Version)
                _current = settings;
        }

        return settings;
    }
}
