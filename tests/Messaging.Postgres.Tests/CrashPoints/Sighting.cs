namespace MassTransit.Tests.CrashPoints;

/// <summary>One message as it came from the broker.</summary>
/// <param name="Content">Content type, headers and body.</param>
public sealed record Sighting(Guid MessageId, string Content);
