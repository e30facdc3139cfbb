namespace FlashSale.TestKit;

/// <summary>Time that passes when the test says so.</summary>
public sealed class ManualClock : TimeProvider
{
    DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Pass(TimeSpan time) => _now += time;
}
