using System.Diagnostics.Metrics;

namespace MassTransit.PostgresIntegration;

/// <summary>What the messaging tables do, as the meter Messaging.Postgres.</summary>
static class MessagingMetrics
{
    static readonly Meter Meter = new("Messaging.Postgres");

    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>("messaging.outbox.delivered", "{message}", "Messages confirmed by the broker");
    public static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>("messaging.outbox.failures", "{message}", "Sends without a confirm; the row stays and is sent again");
    public static readonly Counter<long> Swept = Meter.CreateCounter<long>("messaging.outbox.swept", "{group}", "Groups taken over after their lease ran out");
    public static readonly Counter<long> Fired = Meter.CreateCounter<long>("messaging.schedule.fired", "{message}", "Scheduled messages confirmed by the broker");
    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("messaging.inbox.duplicates", "{message}", "Deliveries of messages already consumed");
    public static readonly Counter<long> LoopFailures = Meter.CreateCounter<long>("messaging.loop.failures", "{pass}", "Passes of a loop that failed; it goes on after a wait");
}
