namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>When an answer is overdue, and how it is asked for again. The defaults are what production runs with.</summary>
public sealed record AwaitedOptions
{
    const double OverdueSeconds = 30;

    /// <summary>Pause between two looks for overdue answers.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>FLASHSALE_OVERDUE_SECONDS: an answer may be awaited for this long before anybody looks where it is.</summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromSeconds(OverdueSeconds);

    /// <summary>How long a turn lasts that is not renewed: another instance takes over after it.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Wait between two resends of one message: doubles from here up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(16);

    /// <summary>The most messages sent again by one look: with one look in 5 s, 60 a second.</summary>
    public int MostPerLook { get; init; } = 300;

    /// <summary>When no queue has let a marker pass for this long, the next one is sent all the same.</summary>
    public TimeSpan MarkerLostAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Older markers say nothing new; those in a queue that nobody consumes are dropped, so that they do not fill it.</summary>
    public TimeSpan MarkerLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one message may wait for the broker's confirm.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(8);

    public static AwaitedOptions From(IConfiguration configuration) =>
        new() { OverdueAfter = TimeSpan.FromSeconds(configuration.GetValue("FLASHSALE_OVERDUE_SECONDS", OverdueSeconds)) };
}
