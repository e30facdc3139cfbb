using System.Collections.Concurrent;

namespace MassTransit.Tests;

/// <summary>Counts, by message id, the broker's deliveries that have ended: acked, whatever came of them.</summary>
public sealed class Deliveries : IReceiveObserver
{
    readonly ConcurrentDictionary<Guid, int> _ended = new();
    readonly ConcurrentDictionary<Guid, bool> _begun = new();

    public int Ended(Guid messageId) => _ended.GetValueOrDefault(messageId);

    public bool Begun(Guid messageId) => _begun.ContainsKey(messageId);

    public Task PreReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is { } messageId)
            _begun[messageId] = true;
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Count(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Count(context);

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    Task Count(ReceiveContext context)
    {
        if (context.GetMessageId() is { } messageId)
            _ended.AddOrUpdate(messageId, 1, (_, count) => count + 1);
        return Task.CompletedTask;
    }
}
