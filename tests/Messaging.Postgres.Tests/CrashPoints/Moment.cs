namespace MassTransit.Tests.CrashPoints;

/// <summary>A point at which a process stands still until the test lets it pass; without that, for ever.</summary>
public sealed class Moment
{
    readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _calls;

    /// <summary>Which call holds, from 1; earlier and later ones go through.</summary>
    public int OnCall { get; init; } = 1;

    public bool WasReached => _reached.Task.IsCompleted;

    /// <summary>Called by the process.</summary>
    public Task Hold()
    {
        if (Interlocked.Increment(ref _calls) != OnCall)
            return Task.CompletedTask;
        _reached.SetResult();
        return _passed.Task;
    }

    public Task ReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public void Pass() => _passed.TrySetResult();

    /// <summary>One that nobody stands still at: it tells only that it was reached.</summary>
    public static Moment Passing(int onCall = 1)
    {
        var moment = new Moment { OnCall = onCall };
        moment.Pass();
        return moment;
    }
}
