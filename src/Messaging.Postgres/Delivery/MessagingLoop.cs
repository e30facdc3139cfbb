using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// A background loop over a table. It starts with a jitter, waits for the bus, survives every failure with a growing wait,
/// and stops before the bus does, after finishing the current batch.
/// </summary>
abstract partial class MessagingLoop(TimeSpan interval, MessageSender sender, ILogger logger) : IHostedLifecycleService, IDisposable
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    /// <summary>Does one batch. The token stops the wait for work, never work that has begun.</summary>
    /// <returns>True when more is waiting already.</returns>
    protected abstract Task<bool> RunOnceAsync(CancellationToken stopping);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    // Before any hosted service stops: the bus is still there for the current batch.
    public Task StoppingAsync(CancellationToken cancellationToken) => StopLoopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => StopLoopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    async Task StopLoopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    async Task RunAsync()
    {
        var stopping = _stopping.Token;
        var failures = 0;
        // Instances that were started together should not stay in step for ever.
        var wait = interval * Random.Shared.NextDouble();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(wait, stopping);
                await sender.WaitForBrokerAsync(stopping);
                wait = await RunOnceAsync(stopping) ? TimeSpan.Zero : interval;
                failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                MessagingMetrics.LoopFailed();
                wait = TimeSpan.FromMilliseconds(Math.Min(LongestWait.TotalMilliseconds, 100 << Math.Min(failures++, 10)));
                LogPassFailed(exception, GetType().Name, wait);
            }
        }
    }

    [LoggerMessage(10, LogLevel.Error, "A pass of {Loop} failed; the next one is in {Wait}.")]
    partial void LogPassFailed(Exception exception, string loop, TimeSpan wait);
}
