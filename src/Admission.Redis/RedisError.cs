using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>Redis names an error by the first word of its reply.</summary>
static class RedisError
{
    public const string NoScript = "NOSCRIPT";
    public const string NoGroup = "NOGROUP";
    public const string BusyGroup = "BUSYGROUP";

    /// <summary>
    /// The server refuses before it runs the first line of a script that begins with #!lua: nothing was changed.
    /// </summary>
    static readonly HashSet<string> Refusals =
    [
        "OOM", "READONLY", "MISCONF", "NOREPLICAS", "MASTERDOWN", "LOADING", "BUSY", "CLUSTERDOWN", "TRYAGAIN", "NOAUTH", "NOPERM",
    ];

    public static bool Is(RedisServerException exception, string code) => string.Equals(Code(exception), code, StringComparison.Ordinal);

    public static bool RefusesToServe(RedisServerException exception) => Refusals.Contains(Code(exception));

    static string Code(RedisServerException exception) => exception.Message.Split(' ', 2)[0];
}
