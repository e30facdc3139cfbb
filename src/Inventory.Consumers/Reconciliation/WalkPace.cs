using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>The rests of one walk: a crowd may come at any moment, and 500,000 orders at once are 7 s of PostgreSQL that it would lack.</summary>
public sealed class WalkPace(NpgsqlConnection connection, ReconciliationOptions options, TimeProvider clock)
{
    static readonly EmbeddedSql Sql = new(typeof(WalkPace));

    /// <summary>A part that took long because a server is slow is no reason to rest for long.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    long _partBegan = clock.GetTimestamp();

    /// <summary>All rests until now.</summary>
    public TimeSpan Rested { get; private set; }

    /// <summary>Call between two parts: rests in proportion to the part, unless an operator waits for the result.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        var deserved = clock.GetElapsedTime(_partBegan) * options.RestPerPart;
        var rest = deserved < Longest ? deserved : Longest;
        if (rest > TimeSpan.Zero && !await IsSomebodyWaitingAsync(cancellationToken))
        {
            await Task.Delay(rest, clock, cancellationToken);
            Rested += rest;
        }

        _partBegan = clock.GetTimestamp();
    }

    async Task<bool> IsSomebodyWaitingAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Named("is_somebody_waiting"), connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
