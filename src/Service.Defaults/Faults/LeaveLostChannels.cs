using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Lets an endpoint connect anew when its channel was closed while its queue and exchanges were being declared. RabbitMQ.Client (7.1.2, 7.2.2) forgets
/// operations that wait for their turn on a channel that breaks: the declaration never ends, and the endpoint, one of several in its process, stays
/// without a consumer for good. ADR 0072.
/// </summary>
sealed class LeaveLostChannels(TimeProvider clock, ILogger<LeaveLostChannels> log) : IFilter<ChannelContext>, IReceiveEndpointObserver
{
    /// <summary>A declaration that fails does so at once when its channel closes.</summary>
    static readonly TimeSpan TimeToFail = TimeSpan.FromSeconds(5);

    volatile bool _isConsuming;

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        _isConsuming = false;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Channel.ChannelShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        if (context.Channel.IsClosed)
            closed.TrySetResult();

        var end = next.Send(context);
        // A consumer whose channel has closed waits for the messages in hand, as long as they take.
        if (await Task.WhenAny(end, closed.Task) == end || _isConsuming || await EndsInTimeAsync(end))
        {
            await end;
            return;
        }

        log.LogWarning("A channel was closed while its topology was being declared: it is abandoned, and the endpoint connects anew");
        throw new RabbitMqConnectionException("The channel was closed while its topology was declared.");
    }

    async Task<bool> EndsInTimeAsync(Task end) => await Task.WhenAny(end, Task.Delay(TimeToFail, clock)) == end;

    public Task Ready(ReceiveEndpointReady ready)
    {
        _isConsuming = true;
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    public void Probe(ProbeContext context) => context.CreateFilterScope("leaveLostChannels");
}
