using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>
/// Whose turn it is to look for overdue answers: a row with a time, not a session's lock, so that an instance that is frozen or cut off gives it up.
/// Two at once would do no harm: a resend is noted once.
/// </summary>
sealed class AwaitedTurn(NpgsqlDataSource database, AwaitedOptions options)
{
    public const string Name = "overdue-answers";

    static readonly EmbeddedSql Sql = new(typeof(AwaitedTurn));

    readonly Guid _holder = Guid.NewGuid();

    /// <returns>The time, by PostgreSQL's clock; null when it is another instance's turn.</returns>
    public async Task<DateTimeOffset?> TryTakeAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("take_turn"));
        foreach (var value in (object[])[Name, _holder, options.Turn])
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime now ? new DateTimeOffset(now) : null;
    }

    /// <summary>At an orderly stop the next instance need not wait.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("end_turn"));
        command.Parameters.Add(new() { Value = Name });
        command.Parameters.Add(new() { Value = _holder });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
