namespace MassTransit.Tests.CrashPoints;

/// <summary>A second consumer of the same message, which fails so many times.</summary>
public sealed class OtherJobConsumer(TripDbContext dbContext, OtherJobConsumer.Failures failures) : IConsumer<Job>
{
    public Task Consume(ConsumeContext<Job> context)
    {
        dbContext.Effects.Add(new() { Key = context.Message.Key, What = $"other {NewId.NextGuid()}" });
        return failures.TakeOne() ? throw new InvalidOperationException("Told to fail.") : Task.CompletedTask;
    }

    public sealed class Failures(int count)
    {
        int _left = count;

        public bool TakeOne() => Interlocked.Decrement(ref _left) >= 0;
    }
}
