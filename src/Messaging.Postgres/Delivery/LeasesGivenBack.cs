using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// At an orderly stop another process need not wait for the end of the leases: what the broker has not taken is given back. After
/// <see cref="ConfirmedRows"/>, which is registered behind it and so ends before it: what the broker has taken is deleted by then.
/// </summary>
sealed partial class LeasesGivenBack(OutboxTable outbox, ScheduleTable schedule, ILogger<LeasesGivenBack> logger) : IHostedLifecycleService
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After the bus has stopped: nobody here sends any more.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await outbox.GiveBackAsync(limit.Token);
            await schedule.GiveBackAsync(limit.Token);
        }
        catch (Exception exception)
        {
            // Most likely PostgreSQL is away, too. The leases end by themselves.
            LogNotGivenBack(exception);
        }
    }

    [LoggerMessage(22, LogLevel.Warning, "Leases of outbox and scheduled messages could not be given back at the stop; they end by themselves.")]
    partial void LogNotGivenBack(Exception exception);
}
