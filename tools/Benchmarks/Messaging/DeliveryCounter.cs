using MassTransit;

namespace FlashSale.Benchmarks.Messaging;

/// <summary>Counts deliveries that have ended: committed, sent on, and about to be acknowledged.</summary>
sealed class DeliveryCounter(int expected) : IReceiveObserver
{
    readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _ended;

    public int Ended => Volatile.Read(ref _ended);
    public Task First => _first.Task;
    public Task Last => _last.Task;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        var ended = Interlocked.Increment(ref _ended);
        if (ended == 1)
            _first.SetResult();
        if (ended == expected)
            _last.SetResult();
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Fail(exception);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Fail(exception);

    // A run with a fault in it measures something else.
    Task Fail(Exception exception)
    {
        _first.TrySetException(exception);
        _last.TrySetException(exception);
        return Task.CompletedTask;
    }
}
