namespace FlashSale.Client.Parked;

/// <summary>That parked messages be sent again, or given up.</summary>
public sealed record ParkedWish
{
    /// <summary>As listed; absent: all.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    public bool All { get; init; }

    /// <summary>Goes on record.</summary>
    public required string Reason { get; init; }
}
