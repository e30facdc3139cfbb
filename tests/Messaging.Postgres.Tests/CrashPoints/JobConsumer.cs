namespace MassTransit.Tests.CrashPoints;

/// <summary>Each attempt writes an effect that nothing but the inbox keeps from being doubled.</summary>
public sealed class JobConsumer(TripDbContext dbContext, JobScript script) : IConsumer<Job>
{
    public async Task Consume(ConsumeContext<Job> context)
    {
        dbContext.Effects.Add(new() { Key = context.Message.Key, What = $"attempt {NewId.NextGuid()}" });
        for (var number = 0; number < context.Message.Steps; number++)
            await context.Publish(new JobStep(context.Message.Key, number));
        await script.AtTheEnd(context);
    }
}
