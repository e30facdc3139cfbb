namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>A held message's place among those that a braked endpoint tries. Disposed of when the attempt has ended or is given up.</summary>
sealed class BrakeTurn(BrakeTurns turns) : IDisposable
{
    readonly TaskCompletionSource _begins = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the message may be tried: alone, or because the brake is off.</summary>
    public Task Begins => _begins.Task;

    public void Begin() => _begins.TrySetResult();

    public void Dispose() => turns.End(this);
}
