namespace MassTransit.Tests;

/// <summary>Holds consumers in the midst of their transaction until a test lets them go.</summary>
public sealed class WorkGate
{
    readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => _entered.Task;

    public void Open() => _open.TrySetResult();

    public Task PassAsync()
    {
        _entered.TrySetResult();
        return _open.Task;
    }
}
