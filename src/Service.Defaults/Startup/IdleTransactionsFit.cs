using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// Stops the start when PostgreSQL would end a transaction that this host means to keep: idle_in_transaction_session_timeout is shorter than the
/// work. Each such message would be rolled back, and done again, for ever.
/// </summary>
sealed class IdleTransactionsFit(NpgsqlDataSource database, IEnumerable<IdleTransaction> transactions, IHostApplicationLifetime host, TimeProvider clock, ILogger<IdleTransactionsFit> log) : IHostedService
{
    // As this session has it, usually by PostgresSessions. Milliseconds; 0 is no limit.
    const string Limit = "SELECT setting::int FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var limit = await ReadLimitAsync(cancellationToken);
        if (limit == TimeSpan.Zero || transactions.FirstOrDefault(transaction => transaction.AtMost >= limit) is not { } tooLong)
            return;
        var reason = $"{tooLong.Work} may keep a transaction without a statement for {tooLong.AtMost.TotalSeconds:0.#} s, and PostgreSQL ends it after {limit.TotalSeconds:0.#} s "
            + $"(idle_in_transaction_session_timeout). Lower {tooLong.Setting}.";
        log.LogCritical("{Reason}", reason);
        // Others are starting at the same time, and may wait for a server that is away.
        host.StopApplication();
        throw new InvalidOperationException(reason);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task<TimeSpan> ReadLimitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var command = database.CreateCommand(Limit);
                return TimeSpan.FromMilliseconds((int)(await command.ExecuteScalarAsync(cancellationToken))!);
            }
            catch (NpgsqlException exception)
            {
                log.LogWarning("PostgreSQL's limits cannot be read yet: {Message}", exception.Message);
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }
}
