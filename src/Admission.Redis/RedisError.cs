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

    /// <summary>Every failure of server or connection as one kind.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    public static async Task<T> GuardAsync<T>(string name, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (TimeoutException exception)
        {
            throw new RedisUnavailableException($"Redis did not reply to {name} within {RedisConnection.CallTimeout.TotalSeconds} s.", exception);
        }
        catch (RedisConnectionException exception)
        {
            throw new RedisUnavailableException($"Redis was not reached for {name}: {exception.FailureType}.", exception);
        }
        catch (RedisServerException exception) when (RefusesToServe(exception))
        {
            throw new RedisUnavailableException($"Redis refused {name}: {exception.Message}", exception);
        }
    }
}
