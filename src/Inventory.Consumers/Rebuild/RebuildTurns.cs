using System.Data;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Rebuild;

/// <summary>
/// The sales that one rebuild may work on: no other instance, and no other rebuild of this one, has them. They are locks of a session of its own.
/// If it is lost with the locks, a second rebuilder is no danger, because Redis follows the higher epoch.
/// </summary>
sealed class RebuildTurns(NpgsqlConnection session) : IAsyncDisposable
{
    static readonly EmbeddedSql Sql = new(typeof(RebuildTurns));

    // Any constant: "rebuild" in ASCII.
    const long Rebuild = 0x72656275696C64;

    /// <returns>Those of the sales that nobody else had, the open ones first.</returns>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Named("take_rebuilds"), session) { Parameters = { new() { Value = productIds.ToArray() }, new() { Value = Rebuild } } };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var taken = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
            taken.Add(rows.GetString(0));
        return taken;
    }

    /// <summary>If the sale is lost again while others of this rebuild still wait, the next rebuild may have it.</summary>
    public async Task GiveUpAsync(string productId)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended($1, $2))", session) { Parameters = { new() { Value = productId }, new() { Value = Rebuild } } };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // The pool hands on the session with its locks.
        if (session.State is ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", session);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await session.DisposeAsync();
    }
}
