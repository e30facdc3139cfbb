using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Deletes rows that the broker has confirmed, many with one statement. It ends after all other services, and leaves
/// nothing behind when PostgreSQL replies; what it cannot delete is sent once more, by the sweep.
/// </summary>
sealed partial class ConfirmedRows : IHostedLifecycleService, IDisposable
{
    const int BatchSize = 1000;
    static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    readonly OutboxTable _table;
    readonly PostgresMessagingOptions _options;
    readonly ILogger<ConfirmedRows> _logger;
    readonly Channel<(Guid Group, int Ordinal)> _rows = Channel.CreateUnbounded<(Guid, int)>(new() { SingleReader = true });
    readonly CancellationTokenSource _giveUp = new();
    readonly CancellationToken _givenUp;
    readonly Task _deleting;
    bool _disposed;

    public ConfirmedRows(OutboxTable table, PostgresMessagingOptions options, ILogger<ConfirmedRows> logger)
    {
        (_table, _options, _logger) = (table, options, logger);
        _givenUp = _giveUp.Token;
        _deleting = Task.Run(DeleteAllAsync);
    }

    public void Add(Guid group, int ordinal) => _rows.Writer.TryWrite((group, ordinal));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After the bus has stopped: the last consumers have delivered their messages.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        _rows.Writer.TryComplete();
        await using var _ = cancellationToken.Register(_giveUp.Cancel);
        await _deleting;
    }

    // The container knows this service under two names, and disposes of it twice.
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _rows.Writer.TryComplete();
        _giveUp.Cancel();
        _giveUp.Dispose();
    }

    async Task DeleteAllAsync()
    {
        var batch = new List<(Guid, int)>(BatchSize);
        while (await _rows.Reader.WaitToReadAsync())
        {
            // The first row of a batch waits a little for company, unless this is the end.
            await Task.WhenAny(Task.Delay(Linger), _rows.Reader.Completion);
            while (batch.Count < BatchSize && _rows.Reader.TryRead(out var row))
                batch.Add(row);
            await _options.Reached(DeliveryPoint.Deleting);
            await DeleteAsync(batch);
            batch.Clear();
        }
    }

    async Task DeleteAsync(List<(Guid, int)> batch)
    {
        for (var wait = TimeSpan.FromMilliseconds(100); ; wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 2)))
        {
            try
            {
                await _table.DeleteAsync(batch, CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                MessagingMetrics.LoopFailed();
                if (_givenUp.IsCancellationRequested)
                {
                    LogGivenUp(exception, batch.Count);
                    return;
                }

                LogNotDeleted(exception, batch.Count, wait);
                await Task.WhenAny(Task.Delay(wait), Task.Delay(Timeout.Infinite, _givenUp));
            }
        }
    }

    [LoggerMessage(20, LogLevel.Error, "{Count} confirmed outbox rows could not be deleted; next try in {Wait}.")]
    partial void LogNotDeleted(Exception exception, int count, TimeSpan wait);

    [LoggerMessage(21, LogLevel.Error, "{Count} confirmed outbox rows could not be deleted before the stop; their messages will be sent once more.")]
    partial void LogGivenUp(Exception exception, int count);
}
