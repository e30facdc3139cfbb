using System.Collections.Concurrent;

namespace MassTransit.Tests;

/// <summary>Writes an effect and publishes in every way that there is: by context, by injected endpoints, awaited and not.</summary>
public sealed class WorkConsumer(TripDbContext dbContext, IPublishEndpoint publisher, ISendEndpointProvider sender, WorkGate gate) : IConsumer<DoWork>
{
    /// <summary>Attempts by key, of all hosts of the test run.</summary>
    public static readonly ConcurrentDictionary<Guid, int> Attempts = new();

    public async Task Consume(ConsumeContext<DoWork> context)
    {
        var work = context.Message;
        var attempt = Attempts.AddOrUpdate(work.Key, 1, (_, count) => count + 1);
        dbContext.Effects.Add(new() { Key = work.Key, What = "done" });
        if (work.CommitFails)
            dbContext.Effects.Add(new() { Key = work.Key, What = "done" });

        if (work.WithUnheard)
            await context.Publish(new WorkUnheard(work.Key), publish => publish.Mandatory = true);
        await publisher.Publish(new WorkStarted(work.Key));
        await Task.WhenAll(Enumerable.Range(0, work.Events).Select(number => context.Publish(new WorkDone(work.Key, number), publish => publish.Headers.Set("Work-Number", number))));
        _ = context.Publish(new WorkDone(work.Key, -1));
        await (await sender.GetSendEndpoint(new Uri("queue:sent"))).Send(new WorkSent(work.Key));
        if (work.Wait)
            await gate.PassAsync();
        if (attempt <= work.FailingAttempts)
            throw new InvalidOperationException($"Told to fail at attempt {attempt}.");
    }
}
