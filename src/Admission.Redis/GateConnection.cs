using FlashSale.ServiceDefaults;
using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The one connection of a process to Redis. It reconnects by itself; a process may start before Redis does.</summary>
public sealed class GateConnection : IAsyncDisposable
{
    /// <summary>How long a caller waits for an answer; the client library has no limit of its own for async calls.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly ConnectionMultiplexer _redis;
    readonly TimeProvider _clock;

    public GateConnection(ServerAddresses addresses, TimeProvider clock)
        : this(addresses.Redis, clock)
    {
    }

    /// <param name="address">host:port</param>
    internal GateConnection(string address, TimeProvider clock)
    {
        _clock = clock;
        var options = ConfigurationOptions.Parse(address);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2_000;
        options.KeepAlive = 5;
        options.ReconnectRetryPolicy = new LinearRetry(250);
        _redis = ConnectionMultiplexer.Connect(options);
        // With the default, replies complete one after another and one blocked continuation stops them all.
        _redis.PreserveAsyncOrder = false;
        // The next server may have another clock. Learned before the first buyer comes, for a reply in the rush teaches little.
        _redis.ConnectionFailed += (_, _) => Clock.Forget();
        _redis.ConnectionRestored += (_, _) => _ = LearnClockAsync();
        _ = LearnClockAsync();
    }

    internal IDatabase Database => _redis.GetDatabase();

    /// <summary>Redis's clock as its replies taught it.</summary>
    internal RedisClock Clock { get; } = new();

    internal long Now => _clock.GetTimestamp();

    /// <summary>Runs a script by its hash; a server that does not know it, after a restart or SCRIPT FLUSH, gets the text.</summary>
    /// <exception cref="RedisException">Not sent, refused by the server, or the connection broke before the answer.</exception>
    /// <exception cref="TimeoutException">No answer within <see cref="Patience"/>; the script may run yet.</exception>
    internal async Task<RedisResult> RunAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        var database = Database;
        try
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, values).WaitAsync(Patience, _clock, cancellationToken);
        }
        catch (RedisServerException exception) when (RedisError.Is(exception, RedisError.NoScript))
        {
            return await database.ExecuteAsync("EVAL", [script.Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()])
                .WaitAsync(Patience, _clock, cancellationToken);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, with every failure of server or connection as one kind.</summary>
    /// <exception cref="GateUnavailableException">Not asked, refused or not answered.</exception>
    internal Task<RedisResult> AskAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        GuardAsync(script.Name, RunAsync(script, keys, values, cancellationToken));

    /// <summary>One command, with every failure of server or connection as one kind.</summary>
    /// <exception cref="GateUnavailableException">Not asked, refused or not answered.</exception>
    internal Task<T> AskAsync<T>(string name, Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) =>
        GuardAsync(name, call(Database).WaitAsync(Patience, _clock, cancellationToken));

    /// <summary>Asks Redis for its time if no reply has told it yet.</summary>
    /// <returns>Whether it is known.</returns>
    internal async Task<bool> LearnClockAsync()
    {
        if (Clock.IsKnown)
            return true;

        var sent = Now;
        try
        {
            var time = (RedisResult[])await AskAsync("TIME", database => database.ExecuteAsync("TIME"), CancellationToken.None);
            Clock.Learn((long)time[0] * 1000 + (long)time[1] / 1000, sent, Now);
            return true;
        }
        catch (GateUnavailableException)
        {
            // Whoever needs the clock asks again, and says what it means when there is no answer.
            return false;
        }
    }

    static async Task<T> GuardAsync<T>(string name, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (TimeoutException exception)
        {
            throw new GateUnavailableException($"Redis did not answer {name} within {Patience.TotalSeconds} s.", exception);
        }
        catch (RedisConnectionException exception)
        {
            throw new GateUnavailableException($"Redis was not reached for {name}: {exception.FailureType}.", exception);
        }
        catch (RedisServerException exception) when (RedisError.RefusesToServe(exception))
        {
            throw new GateUnavailableException($"Redis refused {name}: {exception.Message}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.CloseAsync(allowCommandsToComplete: true);
        _redis.Dispose();
    }
}
