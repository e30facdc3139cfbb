namespace FlashSale.TestKit;

/// <summary>One direction of a <see cref="TcpProxy"/>: open, or holding back.</summary>
sealed class TcpProxyGate
{
    readonly Lock _lock = new();
    TaskCompletionSource? _closed;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _closed is null ? Task.CompletedTask : _closed.Task.WaitAsync(cancellationToken);
    }

    public void Close()
    {
        lock (_lock)
            _closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open()
    {
        lock (_lock)
        {
            _closed?.SetResult();
            _closed = null;
        }
    }
}
