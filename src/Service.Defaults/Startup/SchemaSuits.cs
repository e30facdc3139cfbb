using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// Asks at start whether the schema suits this build, every second until it does, and never again. Until then the host is not ready, and
/// what HoldUntilTheSchemaSuits holds does not start.
/// </summary>
public sealed class SchemaSuits(NpgsqlDataSource database, KnownMigrations known, TimeProvider clock, ILogger<SchemaSuits> log) : BackgroundService, IHealthCheck
{
    // Through jsonb: the table of an installation that the newer migrator has not seen yet lacks the second column.
    const string Applied = "SELECT name, (to_jsonb(f) ->> 'compatible_since')::int FROM public.schema_files f";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    readonly TaskCompletionSource _suits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile string? _whyNot = "The schema has not been looked at yet";

    public Task WaitAsync(CancellationToken cancellationToken) => _suits.Task.WaitAsync(cancellationToken);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_whyNot is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LookUntilItSuitsAsync(stoppingToken);
            _suits.SetResult();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A cancelled start is not a failed service, which the host would report as critical.
        }
    }

    async Task LookUntilItSuitsAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        while (await WhyUnsuitedAsync(stoppingToken) is { } reason)
        {
            _whyNot = reason;
            if (reason != told)
                log.LogWarning("Only health and metrics are started yet. {Reason}", reason);
            told = reason;
            await Task.Delay(Interval, clock, stoppingToken);
        }

        _whyNot = null;
        if (told is not null)
            log.LogInformation("The schema suits this build now: starting");
    }

    async Task<string?> WhyUnsuitedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(Applied);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var applied = new List<AppliedMigration>();
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(new(reader.GetString(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInt32(1)));
            return known.WhyUnsuited(applied);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return known.WhyUnsuited([]);
        }
        catch (NpgsqlException exception)
        {
            return $"The schema cannot be looked at: {exception.Message}";
        }
    }
}
