using Microsoft.Extensions.Configuration;
using Npgsql;

namespace FlashSale.ServiceDefaults.Connections;

/// <summary>
/// The sessions of a service: how many, and the limits that they bring along, whatever the server's own settings are. The limits are for a process that is
/// frozen or gone and holds locks that others wait for; one that is well gives up earlier (<see cref="ServerAddresses.ToNpgsql"/>).
/// </summary>
public sealed record PostgresSessions
{
    const int UsualPool = 48;
    const int OneOfEachService = 4;

    /// <summary>No transaction of a service may wait for something else than PostgreSQL for as long as this.</summary>
    public static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(60);

    static readonly TimeSpan LockWait = TimeSpan.FromSeconds(20);

    /// <summary>From its beginning until the last row is read.</summary>
    static readonly TimeSpan Statement = TimeSpan.FromSeconds(60);

    /// <summary>FLASHSALE_POSTGRES_POOL: the most connections of one instance.</summary>
    public required int Pool { get; init; }

    /// <summary>FLASHSALE_INSTANCES: instances of all services together, whose pools have to fit side by side.</summary>
    public required int Instances { get; init; }

    /// <exception cref="InvalidOperationException">A setting is not a number of at least 1; the message names it.</exception>
    public static PostgresSessions From(IConfiguration configuration) => new()
    {
        Pool = AtLeastOne("FLASHSALE_POSTGRES_POOL", configuration.GetValue("FLASHSALE_POSTGRES_POOL", UsualPool)),
        Instances = AtLeastOne("FLASHSALE_INSTANCES", configuration.GetValue("FLASHSALE_INSTANCES", OneOfEachService)),
    };

    /// <param name="address">Npgsql connection string.</param>
    /// <param name="serviceName">The name that sessions carry.</param>
    public NpgsqlDataSource Open(string address, string serviceName)
    {
        var name = $"flashsale-{serviceName}";
        // Without a name, metrics would carry the connection string.
        return new NpgsqlDataSourceBuilder(Complete(address, name)) { Name = name }.Build();
    }

    string Complete(string address, string name) => new NpgsqlConnectionStringBuilder(address)
    {
        ApplicationName = name,
        MaxPoolSize = Pool,
        Options = $"-c lock_timeout={LockWait.TotalMilliseconds} -c idle_in_transaction_session_timeout={IdleInTransaction.TotalMilliseconds} -c statement_timeout={Statement.TotalMilliseconds}",
    }.ConnectionString;

    static int AtLeastOne(string name, int value) => value >= 1 ? value : throw new InvalidOperationException($"{name} is {value}; it must be at least 1.");
}
