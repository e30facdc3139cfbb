using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// Takes the markers out of an endpoint's messages and notes them, unless messages that came before are still held here, or may be in the queue again
/// when their process has died of one. The outermost filter: a marker itself is never held, redelivered or given up, since another one follows.
/// </summary>
sealed class NoteQueueMarkers(QueueMarkers markers, string queue, Func<bool> holdsMessages, ILogger logger) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next) =>
        context.TryGetMessage<QueueMarker>(out var marker) ? TakeAsync(marker) : next.Send(context);

    async Task TakeAsync(ConsumeContext<QueueMarker> marker)
    {
        if (!holdsMessages())
            await NoteAsync(marker);
        // Otherwise the endpoint would take it for a message without a consumer.
        await marker.NotifyConsumed(TimeSpan.Zero, nameof(NoteQueueMarkers));
    }

    async Task NoteAsync(ConsumeContext<QueueMarker> marker)
    {
        try
        {
            await markers.NoteAsync(queue, marker.Message.SentAt, marker.CancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning("{Queue}: a marker could not be noted: {Message}", queue, exception.Message);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("noteQueueMarkers");
}
