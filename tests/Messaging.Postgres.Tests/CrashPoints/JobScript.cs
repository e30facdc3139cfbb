namespace MassTransit.Tests.CrashPoints;

/// <summary>What befalls the <see cref="JobConsumer"/> of one host when it has done all its work, before its commit.</summary>
public sealed record JobScript(Func<ConsumeContext<Job>, Task> AtTheEnd)
{
    public static readonly JobScript Nothing = new(_ => Task.CompletedTask);
}
