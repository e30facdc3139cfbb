using System.Diagnostics.Metrics;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>The metrics of the fault policy.</summary>
sealed class FaultMetrics
{
    readonly UpDownCounter<int> _waiting;
    readonly Counter<long> _waits;
    readonly Counter<long> _crashLoops;
    readonly UpDownCounter<int> _braked;
    readonly UpDownCounter<int> _held;

    public FaultMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("FlashSale.Faults");
        _waiting = meter.CreateUpDownCounter<int>("flashsale.faults.waiting", "{message}", "Messages that wait now for a server to come back.");
        _waits = meter.CreateCounter<long>("flashsale.faults.waits", "{message}", "Messages that had to wait for a server to come back.");
        _crashLoops = meter.CreateCounter<long>("flashsale.faults.crash_loops", "{message}", "Messages set aside because they were delivered again and again without ending.");
        _braked = meter.CreateUpDownCounter<int>("flashsale.faults.braked", "{endpoint}", "1 while the endpoint tries one message at a time, because several failed in a row for a reason of the schema or of rights.");
        _held = meter.CreateUpDownCounter<int>("flashsale.faults.held", "{message}", "Messages in hand that had to wait for their turn at a braked endpoint.");
    }

    public void ServerFault(string queue)
    {
        _waiting.Add(1, Tag(queue));
        _waits.Add(1, Tag(queue));
    }

    public void ServerFaultEnded(string queue) => _waiting.Add(-1, Tag(queue));

    public void CrashLoop(string queue) => _crashLoops.Add(1, Tag(queue));

    public void Braked(string queue) => _braked.Add(1, Tag(queue));

    public void Released(string queue) => _braked.Add(-1, Tag(queue));

    public void Held(string queue) => _held.Add(1, Tag(queue));

    public void HeldNoLonger(string queue) => _held.Add(-1, Tag(queue));

    static KeyValuePair<string, object?> Tag(string queue) => new("queue", queue);
}
