using System.Collections.Concurrent;

namespace MassTransit.Tests;

/// <summary>What listeners of a fixture have received, on all its hosts, in order of arrival.</summary>
public sealed class Seen
{
    readonly ConcurrentQueue<ConsumeContext> _contexts = new();
    readonly ConcurrentDictionary<Guid, bool> _removed = new();

    public void Add(ConsumeContext context) => _contexts.Enqueue(context);

    /// <returns>Whether a message of this id has been received; from now on it does not count.</returns>
    public bool Remove(Guid messageId) => _contexts.Any(context => context.MessageId == messageId) && _removed.TryAdd(messageId, true);

    public IReadOnlyList<T> All<T>()
        where T : class => [.. Contexts<T>().Select(context => context.Message)];

    public IReadOnlyList<ConsumeContext<T>> Contexts<T>()
        where T : class => [.. _contexts.OfType<ConsumeContext<T>>().Where(context => !_removed.ContainsKey(context.MessageId!.Value))];
}
