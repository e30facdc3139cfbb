namespace FlashSale.Ordering.Api.Tests;

/// <summary>A clock whose durations pass faster, or are let pass by a test. The time of day stays the real one.</summary>
sealed class FastClock(int speed = 1) : TimeProvider
{
    readonly long _start = System.GetTimestamp();
    long _passed;

    /// <summary>Lets a duration pass for all who compare timestamps.</summary>
    public void Pass(TimeSpan duration) => Interlocked.Add(ref _passed, (long)(duration.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => _start + (System.GetTimestamp() - _start) * speed + Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Faster(dueTime), Faster(period));

    TimeSpan Faster(TimeSpan duration) => duration > TimeSpan.Zero ? duration / speed : duration;
}
