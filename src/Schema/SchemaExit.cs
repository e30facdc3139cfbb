namespace FlashSale.Schema;

/// <summary>Exit codes of the command.</summary>
public static class SchemaExit
{
    /// <summary>The database has what this build needs.</summary>
    public const int Fits = 0;

    /// <summary>A file failed, or PostgreSQL is away. Files before it are applied; run it again.</summary>
    public const int Failed = 1;

    public const int Usage = 2;

    /// <summary>Files and database contradict each other, nothing was applied. Running it again does not help.</summary>
    public const int Refused = 3;

    /// <summary>Of --status: files are waiting to be applied.</summary>
    public const int Pending = 4;
}
