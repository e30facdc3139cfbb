namespace MassTransit.Tests.CrashPoints;

/// <summary>Work of these tests: one effect, then so many steps, one after the other.</summary>
public sealed record Job(Guid Key, int Steps = 3);

public sealed record JobStep(Guid Key, int Number);

/// <summary>Nobody listens to it unless a test does.</summary>
public sealed record JobUnheard(Guid Key);
