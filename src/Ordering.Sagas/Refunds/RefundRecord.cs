using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>
/// When the provider was asked for a refund, and when it first knew of none. Written beside the transaction of the message: it must be there
/// before the provider is asked, and stay when that transaction is rolled back.
/// </summary>
public sealed class RefundRecord(NpgsqlDataSource database, RefundOptions options)
{
    static readonly EmbeddedSql Sql = new(typeof(RefundRecord));

    /// <summary>Notes that the provider is asked for the refund now, unless it was before.</summary>
    /// <returns>How far it was until now.</returns>
    public async Task<RefundStanding> BeginAsync(string paymentId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("begin_refund"));
        command.Parameters.Add(new() { Value = paymentId });
        return await command.ExecuteScalarAsync(cancellationToken) is string standing ? Enum.Parse<RefundStanding>(standing) : RefundStanding.New;
    }

    /// <summary>The provider says that it has made no such refund. That is beyond doubt within the life of the key, or when it is said again later.</summary>
    public async Task<bool> MayAskAgainAsync(string paymentId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("may_ask_again"));
        foreach (var value in (object[])[paymentId, options.KeyLifetime, options.Doubt])
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
