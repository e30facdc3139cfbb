using FlashSale.Admission.Scripts;
using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>The one connection of a process to Redis. It reconnects by itself; a process may start before Redis does.</summary>
public sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>
    /// How long a caller waits for a reply. The client's own limit is checked only four times a second, for all calls alike, and counts
    /// from the call and not from the buyer's request. So a buyer has an answer within 1 s, including what a crowd whose timeouts end at one
    /// moment costs a busy process.
    /// </summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(900);

    static readonly Task<bool> Known = Task.FromResult(true);

    readonly ConnectionMultiplexer _redis;
    readonly TimeProvider _clock;
    // Counted separately: a server that only stops writing (CLIENT PAUSE WRITE) still answers reads.
    volatile InFlightLimiter _reads;
    volatile InFlightLimiter _writes;
    readonly Lock _oneQuestion = new();
    Task<bool>? _learning;

    /// <param name="address">host:port</param>
    /// <param name="clock">Measures how long replies take.</param>
    public RedisConnection(string address, TimeProvider clock)
    {
        _clock = clock;
        _reads = new(clock);
        _writes = new(clock);
        _redis = ConnectionMultiplexer.Connect(RedisConnectionOptions.For(address));
        // Of the two connections that the client keeps to a server, the one that scripts and commands go through.
        _redis.ConnectionFailed += (_, change) => Begin(change, Clock.Forget);
        _redis.ConnectionRestored += (_, change) => Begin(change, BeginAnew);
        _ = LearnClockAsync();
    }

    static void Begin(ConnectionFailedEventArgs change, Action reaction)
    {
        if (change.ConnectionType == ConnectionType.Interactive)
            reaction();
    }

    /// <summary>Replies on a connection that broke may never come, and are not waited for.</summary>
    void BeginAnew()
    {
        _reads = new(_clock);
        _writes = new(_clock);
        _ = LearnClockAsync();
    }

    internal IDatabase Database => _redis.GetDatabase();

    /// <summary>Redis's clock, learned from its replies.</summary>
    internal RedisClock Clock { get; } = new();

    internal long Now => _clock.GetTimestamp();

    internal TimeSpan Since(long moment) => _clock.GetElapsedTime(moment);

    /// <summary>What is left of <see cref="CallTimeout"/> for a caller who arrived at a local moment.</summary>
    internal TimeSpan TimeLeft(long since) => CallTimeout - _clock.GetElapsedTime(since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Writing calls that Redis has not answered.</summary>
    internal int CallsOpen => _writes.Count;

    /// <summary>Writing calls are unanswered and no reply has come for a while: only a probe is sent now and then.</summary>
    internal bool IsSilent => _writes.IsSilent;

    /// <summary>The same for calls that only read.</summary>
    internal bool IsSilentForReads => _reads.IsSilent;

    internal bool IsConnected => _redis.IsConnected;

    /// <summary>Whether a writing call would be sent now. If not, no attempt is made, which saves the exception.</summary>
    internal bool IsOpen => IsConnected && _writes.MayEnter;

    /// <summary>Runs a script by its hash; a server that does not know it, after a restart or SCRIPT FLUSH, gets the text.</summary>
    /// <param name="timeout">How long to wait for the reply.</param>
    /// <exception cref="RedisUnavailableException">Nothing was sent: too many calls are unanswered.</exception>
    /// <exception cref="RedisException">Not sent, refused by the server, or the connection broke before the reply.</exception>
    /// <exception cref="TimeoutException">No reply within the timeout; the script may still run.</exception>
    internal Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(script.Name, script.Writes ? _writes : _reads, database => EvaluateAsync(database, script, keys, values)).WaitAsync(timeout, _clock, cancellationToken);

    /// <summary>The same with the whole <see cref="CallTimeout"/>.</summary>
    internal Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RunAsync(script, keys, values, CallTimeout, cancellationToken);

    /// <summary>As <c>RunAsync</c>, with every failure of server or connection as one kind.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    internal Task<RedisResult> AskAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        GuardAsync(script.Name, RunAsync(script, keys, values, cancellationToken));

    /// <summary>One command, with every failure of server or connection as one kind.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    internal Task<T> AskAsync<T>(string name, Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) =>
        GuardAsync(name, SendAsync(name, _reads, call).WaitAsync(CallTimeout, _clock, cancellationToken));

    /// <summary>Counted until Redis has answered, whether or not its caller still waits.</summary>
    async Task<T> SendAsync<T>(string name, InFlightLimiter calls, Func<IDatabase, Task<T>> call)
    {
        if (!calls.TryEnter())
            throw new RedisUnavailableException($"{name} was not sent: {calls.Count} calls to Redis are unanswered.");
        try
        {
            var reply = await call(Database);
            calls.Leave(answered: true);
            return reply;
        }
        catch (Exception exception)
        {
            // The client gives a call up without a reply; Redis may still run it.
            calls.Leave(answered: exception is not RedisTimeoutException);
            throw;
        }
    }

    static async Task<RedisResult> EvaluateAsync(IDatabase database, RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, values);
        }
        catch (RedisServerException exception) when (RedisError.HasNoSuchScript(exception))
        {
            return await database.ExecuteAsync("EVAL", [script.Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()]);
        }
    }

    /// <summary>Asks Redis for its time if it is not known from a reply yet. Concurrent callers share one call.</summary>
    /// <returns>Whether it is known.</returns>
    internal Task<bool> LearnClockAsync()
    {
        if (Clock.IsKnown)
            return Known;
        lock (_oneQuestion)
            return _learning is { IsCompleted: false } asked ? asked : _learning = AskForTimeAsync();
    }

    async Task<bool> AskForTimeAsync()
    {
        var sent = Now;
        try
        {
            var time = (await AskAsync("TIME", database => database.ExecuteAsync("TIME"), CancellationToken.None)).Items();
            Clock.Learn((long)time[0] * 1000 + (long)time[1] / 1000, sent, Now);
            return true;
        }
        catch (RedisUnavailableException)
        {
            // A caller that needs the clock asks again, and decides what a missing reply means.
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
            throw new RedisUnavailableException($"Redis did not reply to {name} within {CallTimeout.TotalSeconds} s.", exception);
        }
        catch (RedisConnectionException exception)
        {
            throw new RedisUnavailableException($"Redis was not reached for {name}: {exception.FailureType}.", exception);
        }
        catch (RedisServerException exception) when (RedisError.RefusesToServe(exception))
        {
            throw new RedisUnavailableException($"Redis refused {name}: {exception.Message}", exception);
        }
    }

    /// <summary>Waits for replies to the unanswered calls, but no longer than the client waits for any: 1 s.</summary>
    public ValueTask DisposeAsync() => _redis.DisposeAsync();
}
