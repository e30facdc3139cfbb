namespace MassTransit.Tests;

/// <summary>Work whose failures are asked for by its fields.</summary>
public sealed record DoWork(Guid Key)
{
    /// <summary>WorkDone events, published in parallel.</summary>
    public int Events { get; init; } = 1;

    /// <summary>Attempts that fail after all was published.</summary>
    public int FailingAttempts { get; init; }

    /// <summary>The row violates a unique key when the transaction writes it.</summary>
    public bool CommitFails { get; init; }

    /// <summary>Waits for <see cref="WorkGate"/> in the midst of the transaction.</summary>
    public bool Wait { get; init; }

    /// <summary>WorkUnheard, mandatory, ahead of the events: the broker returns it until someone listens.</summary>
    public bool WithUnheard { get; init; }
}

public sealed record WorkDone(Guid Key, int Number);

public sealed record WorkSent(Guid Key);

public sealed record WorkStarted(Guid Key);

public sealed record WorkUnheard(Guid Key);
