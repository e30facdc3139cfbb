using System.Diagnostics.Metrics;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// The metrics of the messaging tables, under the meter Messaging.Postgres. Counted here and reported when asked: a counter exists, at
/// zero, from the start, and no listener is called for each message.
/// </summary>
static class MessagingMetrics
{
    public const string MeterName = "Messaging.Postgres";

    static readonly Meter Meter = new(MeterName);
    static long _delivered;
    static long _failures;
    static long _swept;
    static long _fired;
    static long _duplicates;
    static long _loopFailures;
    static long _parked;
    static long _refused;

    static MessagingMetrics()
    {
        Meter.CreateObservableCounter("messaging.outbox.delivered", () => Interlocked.Read(ref _delivered), "{message}", "Messages confirmed by the broker");
        Meter.CreateObservableCounter("messaging.outbox.failures", () => Interlocked.Read(ref _failures), "{message}", "Sends without a confirm; the row stays and is sent again");
        Meter.CreateObservableCounter("messaging.outbox.swept", () => Interlocked.Read(ref _swept), "{group}", "Groups taken over after their lease ran out");
        Meter.CreateObservableCounter("messaging.schedule.fired", () => Interlocked.Read(ref _fired), "{message}", "Scheduled messages confirmed by the broker");
        Meter.CreateObservableCounter("messaging.inbox.duplicates", () => Interlocked.Read(ref _duplicates), "{message}", "Deliveries of messages already consumed");
        Meter.CreateObservableGauge("messaging.parked", () => Interlocked.Read(ref _parked), "{message}", "Messages that were refused too often and wait for a person");
        Meter.CreateObservableGauge("messaging.refused", () => Interlocked.Read(ref _refused), "{message}", "Messages that were refused, because no queue takes them for instance, and are tried again");
        Meter.CreateObservableCounter("messaging.loop.failures", () => Interlocked.Read(ref _loopFailures), "{pass}", "Passes of a loop that failed; it continues after a wait");
    }

    public static void Delivered() => Interlocked.Increment(ref _delivered);

    public static void DeliveryFailed() => Interlocked.Increment(ref _failures);

    public static void Swept(int groups) => Interlocked.Add(ref _swept, groups);

    public static void Fired() => Interlocked.Increment(ref _fired);

    public static void Duplicate() => Interlocked.Increment(ref _duplicates);

    public static void Refused(long parked, long waiting)
    {
        Interlocked.Exchange(ref _parked, parked);
        Interlocked.Exchange(ref _refused, waiting);
    }

    public static void LoopFailed() => Interlocked.Increment(ref _loopFailures);
}
