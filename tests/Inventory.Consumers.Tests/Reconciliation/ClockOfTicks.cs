namespace FlashSale.Inventory.Tests.Reconciliation;

/// <summary>Each look at it is later by one tick of the test's choice; nobody waits, and what they would have waited is added up.</summary>
sealed class ClockOfTicks(TimeSpan tick) : TimeProvider
{
    long _now;

    public TimeSpan Waited { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now += tick.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waited += dueTime;
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
