namespace MassTransit.Tests;

/// <summary>Records what arrives, duplicates too: it has no inbox.</summary>
public sealed class SeenConsumer<T>(Seen seen) : IConsumer<T>
    where T : class
{
    public Task Consume(ConsumeContext<T> context)
    {
        seen.Add(context);
        return Task.CompletedTask;
    }
}
