namespace FlashSale.Client.Sagas;

/// <summary>That what orders wait for be asked for again.</summary>
public sealed record ResumeWish
{
    /// <summary>One order; absent: those in the state.</summary>
    public Guid? OrderId { get; init; }

    public string? State { get; init; }

    /// <summary>With a state: only what has been awaited for longer than this.</summary>
    public int? OlderThanSeconds { get; init; }

    /// <summary>Whether to ask, or only to say what for.</summary>
    public required bool Apply { get; init; }

    /// <summary>Goes on record; asking needs one.</summary>
    public string? Reason { get; init; }
}
