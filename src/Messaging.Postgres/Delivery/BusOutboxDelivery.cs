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
    Task _delivering = Task.CompletedTask;

    public void Enqueue(OutboxGroup group) => _groups.Writer.TryWrite(group);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _delivering = Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(DeliverAllAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _groups.Writer.TryComplete();
        // Whoever waits for a broker that is not there would wait in vain: the rows stay.
        if (!sender.BrokerIsHealthy)
            await _stopping.CancelAsync();
        await _delivering.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _groups.Writer.TryComplete();
        _stopping.Cancel();
        _stopping.Dispose();
    }

    async Task DeliverAllAsync()
    {
        try
        {
            await foreach (var group in _groups.Reader.ReadAllAsync(_stopping.Token))
            {
                if (!sender.BrokerIsHealthy)
                    await sender.WaitForBrokerAsync(_stopping.Token);
                await delivery.DeliverAsync(group);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Committed rows stay in the table; the sweep of another process, or of the next start, sends them.
        }
    }
}
