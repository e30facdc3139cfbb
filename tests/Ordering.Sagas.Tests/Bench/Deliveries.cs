using System.Collections.Concurrent;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Tests.Bench;

/// <summary>Tells when the delivery of a message has ended, after its commit, and with which exception.</summary>
sealed class Deliveries : IReceiveObserver
{
    readonly ConcurrentDictionary<Guid, TaskCompletionSource<Exception?>> _expected = new();
    readonly ConcurrentDictionary<Guid, Exception> _faults = new();

    /// <summary>Of the next delivery of the message.</summary>
    public Task<Exception?> EndOf(Guid messageId)
    {
        var end = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected[messageId] = end;
        return end.Task;
    }

    public Task PostReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is { } id && _expected.TryRemove(id, out var end))
            end.TrySetResult(_faults.TryRemove(id, out var fault) ? fault : null);
        return Task.CompletedTask;
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        if (context.GetMessageId() is { } id && _expected.TryRemove(id, out var end))
            end.TrySetResult(exception);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        if (context.MessageId is { } id)
            _faults[id] = exception;
        return Task.CompletedTask;
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;
}
