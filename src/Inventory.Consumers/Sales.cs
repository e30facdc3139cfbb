using System.Collections.Frozen;
using Npgsql;

namespace FlashSale.Inventory;

/// <summary>The sales that Ordering.Api keeps, through its view ordering.sale_products: which there are, and the epoch Redis must carry for each.</summary>
public sealed class Sales(NpgsqlDataSource database, TimeProvider clock) : IDisposable
{
    /// <summary>
    /// After a rebuild has raised the epoch, the one before may be used here for this long. Redis then answers not-loaded and the message
    /// is redelivered: late, never wrong.
    /// </summary>
    static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim _reading = new(1);
    volatile Reading? _last;

    /// <summary>The epoch of the product's sale.</summary>
    /// <exception cref="InvalidOperationException">There is no such sale, so it cannot have orders.</exception>
    public async ValueTask<long> EpochAsync(string productId, CancellationToken cancellationToken)
    {
        var last = _last;
        if (last is null || !IsFresh(last) || !last.Epochs.ContainsKey(productId))
            last = await ReadOnceAsync(last, cancellationToken);
        return last.Epochs.TryGetValue(productId, out var epoch)
            ? epoch
            : throw new InvalidOperationException($"There is no sale of {productId}.");
    }

    /// <summary>The products on sale, as PostgreSQL has them now.</summary>
    public async Task<IReadOnlyList<string>> ProductIdsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).Epochs.Keys;

    public void Dispose() => _reading.Dispose();

    bool IsFresh(Reading reading) => clock.GetElapsedTime(reading.At) < Freshness;

    /// <summary>Hundreds of messages may find the reading too old at once: one reads for all.</summary>
    async Task<Reading> ReadOnceAsync(Reading? tooOld, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return _last is { } last && last != tooOld ? last : await ReadAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    async Task<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        var at = clock.GetTimestamp();
        await using var command = database.CreateCommand("SELECT product_id, epoch FROM ordering.sale_products");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var epochs = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            epochs.Add(reader.GetString(0), reader.GetInt64(1));
        return _last = new(at, epochs.ToFrozenDictionary(StringComparer.Ordinal));
    }

    sealed record Reading(long At, FrozenDictionary<string, long> Epochs);
}
