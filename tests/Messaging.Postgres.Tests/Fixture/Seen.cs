using System.Collections.Concurrent;

namespace MassTransit.Tests;

/// <summary>What consumers of a fixture have received, by every host of it.</summary>
public sealed class Seen
{
    readonly ConcurrentQueue<object> _messages = new();
    readonly ConcurrentQueue<Guid> _ids = new();

    public void Add(ConsumeContext context, object message)
    {
        _messages.Enqueue(message);
        _ids.Enqueue(context.MessageId!.Value);
    }

    public IReadOnlyList<T> All<T>() => [.. _messages.OfType<T>()];

    public IReadOnlyList<Guid> MessageIds => [.. _ids];
}
