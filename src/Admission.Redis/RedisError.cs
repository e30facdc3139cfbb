using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>What an error reply of Redis means for its call.</summary>
static class RedisError
{
    /// <summary>
    /// The server refused before it ran the first line of a script that begins with #!lua: nothing was changed.
    /// </summary>
    public static bool RefusesToServe(RedisServerException exception) => exception.Kind is
        RedisErrorKind.OutOfMemory or RedisErrorKind.ReadOnly or RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas
        or RedisErrorKind.MasterDown or RedisErrorKind.Loading or RedisErrorKind.Busy or RedisErrorKind.ClusterDown
        or RedisErrorKind.TryAgain or RedisErrorKind.NoAuth or RedisErrorKind.NoPermission;

    public static bool HasNoSuchScript(RedisServerException exception) => exception.Kind is RedisErrorKind.NoScript;

    // The client has no kind for these two; Redis names an error by the first word of its reply.
    public static bool HasNoSuchGroup(RedisServerException exception) => exception.Message.StartsWith("NOGROUP ", StringComparison.Ordinal);

    public static bool HasGroupAlready(RedisServerException exception) => exception.Message.StartsWith("BUSYGROUP ", StringComparison.Ordinal);
}
