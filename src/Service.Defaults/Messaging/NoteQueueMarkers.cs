using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// Takes the markers out of an endpoint's messages and notes them, unless messages that came before still wait here for a server, or may be in the
/// queue again when their process has died of one.
/// </summary>
sealed class NoteQueueMarkers(QueueMarkers markers, string queue, HoldOnInfrastructureFault hold, BreakCrashLoops crashLoops) : IFilter<ConsumeContext>
{
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next) =>
        context.TryGetMessage<QueueMarker>(out var marker) ? NoteAsync(marker) : next.Send(context);

    async Task NoteAsync(ConsumeContext<QueueMarker> marker)
    {
        if (!hold.IsHolding && !crashLoops.HasRedelivered)
            await markers.NoteAsync(queue, marker.Message.SentAt, marker.CancellationToken);
        // Otherwise the endpoint would take it for a message without a consumer.
        await marker.NotifyConsumed(TimeSpan.Zero, nameof(NoteQueueMarkers));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("noteQueueMarkers");
}
