using FlashSale.ServiceDefaults.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// An endpoint that stays braked needs an operator. After <see cref="FaultTimings.ReportBrakeAfter"/> it is an error in the log, once, and a row in
/// messaging.braked_queues, which is noted anew as long as it lasts: a process that has ended reports nothing any more.
/// </summary>
sealed class ReportBrakedEndpoints(EndpointBrakes brakes, NpgsqlDataSource database, FaultTimings timings, TimeProvider clock, ILogger<ReportBrakedEndpoints> log)
    : BackgroundService
{
    static readonly EmbeddedSql Sql = new(typeof(ReportBrakedEndpoints));
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly HashSet<EndpointBrake> _reported = [];
    bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var brake in brakes.All)
                await ReportAsync(brake, stoppingToken);
        }
    }

    async Task ReportAsync(EndpointBrake brake, CancellationToken cancellationToken)
    {
        try
        {
            if (brake.On is { } on && on.For >= timings.ReportBrakeAfter)
            {
                if (_reported.Add(brake))
                    Say(brake.Queue, on.For, on.Cause);
                await ExecuteAsync(Sql.Named("note_braked_queue"), [brake.Queue, on.For, on.Cause.SqlState, on.Cause.MessageText], cancellationToken);
            }
            else if (_reported.Contains(brake))
            {
                await ExecuteAsync(Sql.Named("forget_braked_queue"), [brake.Queue], cancellationToken);
                _reported.Remove(brake);
            }

            _failed = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It is tried again in a second, and logged once.
            if (!_failed)
                log.LogWarning(exception, "{Queue}: that it is braked, or no longer, could not be noted", brake.Queue);
            _failed = true;
        }
    }

    async Task ExecuteAsync(string statement, object[] values, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(statement);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    void Say(string queue, TimeSpan elapsed, PostgresException cause) => log.LogError(
        "{Queue} has been braked for {Seconds:0} s: each message that is tried fails with {SqlState}: {Cause}. Nothing is lost, and this queue stands still. "
        + "Run the missing migration or restore the grant, and it goes on by itself (docs/runbook.md, \"An endpoint is braked\")",
        queue, elapsed.TotalSeconds, cause.SqlState, cause.MessageText);
}
