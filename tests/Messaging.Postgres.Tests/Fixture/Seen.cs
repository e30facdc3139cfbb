using System.Collections.Concurrent;

namespace MassTransit.Tests;

/// <summary>What listeners of a fixture have received, on all its hosts, in order of arrival.</summary>
public sealed class Seen
{
    readonly ConcurrentQueue<ConsumeContext> _contexts = new();

    public void Add(ConsumeContext context) => _contexts.Enqueue(context);

    public IReadOnlyList<T> All<T>()
        where T : class => [.. Contexts<T>().Select(context => context.Message)];

    public IReadOnlyList<ConsumeContext<T>> Contexts<T>()
        where T : class => [.. _contexts.OfType<ConsumeContext<T>>()];
}
