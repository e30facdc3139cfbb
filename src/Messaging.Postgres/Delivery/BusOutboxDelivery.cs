using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Delivers what the bus outbox has committed, at once and from memory. When more is waiting than memory should hold, or
/// after the stop, rows are left to the sweep.
/// </summary>
sealed class BusOutboxDelivery(OutboxDelivery delivery, MessageSender sender, PostgresMessagingOptions options) : IHostedService, IDisposable
{
    readonly Channel<OutboxGroup> _groups = Channel.CreateBounded<OutboxGroup>(10_000);
    readonly CancellationTokenSource _stopping = new();
    bool _disposed;
    Task _delivering = Task.CompletedTask;

    public void Enqueue(OutboxGroup group) => _groups.Writer.TryWrite(group);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var stopping = _stopping.Token;
        _delivering = Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(() => DeliverAllAsync(stopping), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _groups.Writer.TryComplete();
        // Waiting for an absent broker would be in vain: the rows stay.
        if (!sender.BrokerIsThere)
            await _stopping.CancelAsync();
        await _delivering.WaitAsync(cancellationToken);
    }

    // The container knows this service under two names, and disposes of it twice.
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _groups.Writer.TryComplete();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    async Task DeliverAllAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var group in _groups.Reader.ReadAllAsync(stopping))
            {
                if (!sender.BrokerIsThere)
                    await sender.WaitForBrokerAsync(stopping);
                await delivery.DeliverAsync(group);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Committed rows stay in the table; the sweep of another process, or of the next start, sends them.
        }
    }
}
