namespace FlashSale.Operate;

/// <summary>What scripts learn from a command.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>It was refused, or did not come to the end that was asked for.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>Of reconcile and resume: something is open.</summary>
    public const int Open = 1;

    /// <summary>Of reconcile and resume: whether something is open is not known.</summary>
    public const int NotKnown = 2;

    /// <summary>Somebody pressed Ctrl+C: 128 and the signal, as shells have it.</summary>
    public const int Interrupted = 130;
}
