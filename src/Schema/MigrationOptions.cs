namespace FlashSale.Schema;

/// <summary>How patient a migration is on a system that is in use.</summary>
public sealed record MigrationOptions
{
    /// <summary>How long a statement waits for a lock. All who come after it wait as long: DDL that waits behind a long query stops the table for everybody.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two attempts. Longer than LockTimeout, so that the system gets its work done between them.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a file that gets no lock is tried again.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two lines about what takes long.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(10);
}
