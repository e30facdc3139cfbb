namespace FlashSale.Inventory.Relay;

/// <summary>How the relay works. The defaults are what production runs with.</summary>
public sealed record IntentRelayOptions
{
    /// <summary>Intents of one sale that are read, published and acknowledged together.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>
    /// Messages that may wait in the queues between the relay and the ledger's decision; while there are more, intents stay in their streams. At the
    /// 1,240 orders a second that were measured, two messages each, the sagas take 125 of them between two looks, so that the queues do not run dry.
    /// </summary>
    public int MostAhead { get; init; } = 2_000;

    /// <summary>Pause between two looks at those queues while intents come.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A look without an answer after this time has failed; the next one comes with <see cref="RefreshEvery"/>, and until then there is no bound.</summary>
    public TimeSpan LookTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a round that found nothing; it doubles up to <see cref="LongestPause"/> while nothing comes.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often the list of sales is read again, dead peers are looked for and the lag is measured, and how often the queues are looked at while nothing comes.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// An intent that a peer read this long ago and never acknowledged is taken over. Longer than <see cref="PublishTimeout"/>, and short
    /// enough for an order that a killed relay had read to end within the 30 s that recovery may take.
    /// </summary>
    public TimeSpan ClaimIdleTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A publish that is not confirmed within this time has failed; the intent stays pending.</summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First pause of a sale whose intents could not be published; it doubles up to <see cref="LongestBackoff"/>.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(5);
}
