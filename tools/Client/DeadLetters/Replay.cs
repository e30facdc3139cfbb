namespace FlashSale.Client.DeadLetters;

/// <summary>Dead letters of a queue that somebody has sent back to where they failed, and how far that is.</summary>
public sealed record Replay
{
    public required Guid Id { get; init; }
    public required string Queue { get; init; }
    public required string RequestedBy { get; init; }
    public required string Reason { get; init; }

    /// <summary>Running, Completed, Stopped, Failed or Interrupted.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Note { get; init; }

    /// <summary>Dead letters that were replayed.</summary>
    public int Redelivered { get; init; }

    /// <summary>Of those, the ones that failed again while it ran.</summary>
    public int CameBack { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    public bool IsRunning => State == "Running";
    public bool IsCompleted => State == "Completed";
}
