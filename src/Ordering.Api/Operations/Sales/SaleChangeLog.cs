using System.Text.Json;
using FlashSale.Ordering.Api.Shop.Sales;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>ordering.sale_changes: each change of a sale, recorded before its first step, so that any instance can complete it.</summary>
public sealed class SaleChangeLog(NpgsqlDataSource database)
{
    static readonly EmbeddedSql Sql = new(typeof(SaleChangeLog));
    static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Records a change.</summary>
    /// <param name="derivedFrom">The last version when the change's terms were derived from the sale; another change since then is not overwritten.</param>
    /// <returns>
    /// The version of the new change; null when there is no sale to change, or when derivedFrom is no longer the last version. Busy: another change of the product
    /// is still Pending; the unique index decides the race.
    /// </returns>
    public async Task<(long? Version, bool Busy)> RequestAsync(string productId, SaleChange change, long? derivedFrom, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return (await InsertAsync(connection, productId, change, derivedFrom, cancellationToken), false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return (null, true);
        }
    }

    /// <summary>The sale in force and the version of the last change, refused ones included.</summary>
    public async Task<(Sale? Sale, long LastVersion)> ReadSaleAsync(string productId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // The version first: a change that comes in between makes it too old, never too new.
        await using var last = Command(new(Sql.Named("last_sale_change"), connection), productId);
        var version = (long)(await last.ExecuteScalarAsync(cancellationToken))!;
        return (await LockSaleAsync(connection, productId, cancellationToken), version);
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

    /// <summary>Locks a change until the transaction ends. Its definition is null when this version of the program cannot read it.</summary>
    public static async Task<(SaleChangeEnd End, SaleChange? Change)> LockAsync(NpgsqlConnection connection, string productId, long version, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("lock_sale_change"), connection), productId, version);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (new(Enum.Parse<SaleChangeState>(reader.GetString(0)), reader.IsDBNull(2) ? null : reader.GetString(2)), Parse(reader.GetString(1)));
    }

    /// <summary>Locks the sale's row until the transaction ends, when there is one.</summary>
    public static async Task<Sale?> LockSaleAsync(NpgsqlConnection connection, string productId, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("lock_sale"), connection), productId);
        return (await SaleRows.ReadAllAsync(command, cancellationToken)).SingleOrDefault();
    }

    public static async Task EndAsync(NpgsqlConnection connection, string productId, long version, SaleChangeEnd end, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("end_sale_change"), connection), productId, version, $"{end.State}", end.Refusal);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Records the change back to a sale's terms, for a Redis that may have taken a change which was refused later.</summary>
    /// <returns>Its version.</returns>
    public static async Task<long> RequestUndoAsync(NpgsqlConnection connection, Sale inForce, CancellationToken cancellationToken) =>
        (await InsertAsync(connection, inForce.ProductId, new() { Terms = SaleTerms.Of(inForce), Paused = inForce.Paused }, null, cancellationToken))!.Value;

    public static NpgsqlCommand Command(NpgsqlCommand command, params ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    static async Task<long?> InsertAsync(NpgsqlConnection connection, string productId, SaleChange change, long? derivedFrom, CancellationToken cancellationToken)
    {
        await using var command = Command(new(Sql.Named("request_sale_change"), connection), productId, JsonSerializer.Serialize(change, Json), change.Terms is not null, derivedFrom);
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    static SaleChange? Parse(string definition)
    {
        try
        {
            return JsonSerializer.Deserialize<SaleChange>(definition, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
