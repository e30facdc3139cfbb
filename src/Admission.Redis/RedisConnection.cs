using FlashSale.Admission.OlderData;
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

    /// <summary>What no server is called.</summary>
    const string Unknown = "";

    static readonly Task<bool> Known = Task.FromResult(true);

    readonly string _address;
    readonly TimeProvider _clock;
    readonly CancellationTokenSource _disposed = new();
    volatile ConnectionMultiplexer _redis;
    volatile string _server = Unknown;
    readonly Lock _knowing = new();
    // How often it was lost or made anew.
    int _connections;
    Task _leaving = Task.CompletedTask;
    // Counted separately: a server that only stops writing (CLIENT PAUSE WRITE) still answers reads.
    volatile InFlightLimiter _reads;
    volatile InFlightLimiter _writes;
    readonly Lock _oneQuestion = new();
    Task<bool>? _learning;

    /// <param name="address">host:port</param>
    /// <param name="clock">Measures how long replies take.</param>
    public RedisConnection(string address, TimeProvider clock)
    {
        (_address, _clock) = (address, clock);
        _reads = new(clock);
        _writes = new(clock);
        _redis = ConnectionMultiplexer.Connect(RedisConnectionOptions.For(address));
        Watch(_redis);
        _ = LearnClockAsync();
    }

    void Watch(ConnectionMultiplexer redis)
    {
        redis.ConnectionFailed += (_, change) => React(change, Forget);
        redis.ConnectionRestored += (_, change) => React(change, BeginAnew);

        // Of the two connections that the client keeps to a server, the one that scripts and commands go through; and not after it was left.
        void React(ConnectionFailedEventArgs change, Action reaction)
        {
            if (change.ConnectionType == ConnectionType.Interactive && redis == _redis)
                reaction();
        }
    }

    /// <summary>Whatever answers next may be another server.</summary>
    void Forget()
    {
        lock (_knowing)
        {
            _connections++;
            Clock.Forget();
            _server = Unknown;
        }
    }

    /// <summary>Replies on a connection that broke may never come, and are not waited for.</summary>
    void BeginAnew()
    {
        _reads = new(_clock);
        _writes = new(_clock);
        Forget();
        _ = LearnClockAsync();
    }

    /// <summary>Redis's clock, learned from its replies.</summary>
    internal RedisClock Clock { get; } = new();

    /// <summary>How far this process has seen the sales' data come.</summary>
    internal SeenSequences Seen { get; } = new();

    /// <summary>The server that Redis is, by its replication id; empty while that is not known, which no sale's data agrees with.</summary>
    internal string Server => _server;

    /// <summary>Whether it is known which server Redis is, and what time it has.</summary>
    internal bool KnowsServer => _server is not Unknown && Clock.IsKnown;

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
        SendAsync(script.Name, script.Writes ? _writes : _reads, database => script.RunAsync(database, keys, values)).WaitAsync(timeout, _clock, cancellationToken);

    /// <summary>The same with the whole <see cref="CallTimeout"/>.</summary>
    internal Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RunAsync(script, keys, values, CallTimeout, cancellationToken);

    /// <summary>As <c>RunAsync</c>, with every failure of server or connection as one kind.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    internal Task<RedisResult> AskAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RedisError.GuardAsync(script.Name, RunAsync(script, keys, values, cancellationToken));

    /// <summary>One command, with every failure of server or connection as one kind.</summary>
    /// <exception cref="RedisUnavailableException">Redis was not reached, refused or did not reply.</exception>
    internal Task<T> AskAsync<T>(string name, Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) =>
        RedisError.GuardAsync(name, SendAsync(name, _reads, call).WaitAsync(CallTimeout, _clock, cancellationToken));

    /// <summary>Counted until Redis has answered, whether or not its caller still waits.</summary>
    async Task<T> SendAsync<T>(string name, InFlightLimiter calls, Func<IDatabase, Task<T>> call)
    {
        if (!calls.TryEnter())
            throw new RedisUnavailableException($"{name} was not sent: {calls.Count} calls to Redis are unanswered.");
        var asked = _redis;
        try
        {
            var reply = await call(asked.GetDatabase());
            calls.Leave(answered: true);
            return reply;
        }
        catch (Exception exception)
        {
            // The client gives a call up without a reply; Redis may still run it.
            calls.Leave(answered: exception is not RedisTimeoutException);
            if (exception is RedisServerException { Kind: RedisErrorKind.ReadOnly })
                LeaveReplica(asked);
            throw;
        }
    }

    /// <summary>Asks Redis which server it is and for its time, if that is not known yet. Concurrent callers share one question.</summary>
    /// <returns>Whether both are known.</returns>
    internal Task<bool> LearnClockAsync()
    {
        if (KnowsServer)
            return Known;
        lock (_oneQuestion)
            return _learning is { IsCompleted: false } asked ? asked : _learning = LearnAsync();

        async Task<bool> LearnAsync() => await FindServerAsync() is not null;
    }

    /// <summary>Asks Redis which server it is, and learns its clock. A replica is left.</summary>
    /// <returns>The server; null when no primary answers.</returns>
    internal async Task<string?> FindServerAsync()
    {
        var (asked, connection, sent) = (_redis, Volatile.Read(ref _connections), Now);
        try
        {
            var (server, time) = ServerIn(await AskAsync(RedisScript.Server, [], [], CancellationToken.None));
            if (server is null)
                LeaveReplica(asked);
            if (server is null)
                return null;
            lock (_knowing)
            {
                // It may have been left meanwhile, or the connection broke behind its answer and is to another one now.
                if (asked != _redis || connection != _connections)
                    return null;
                Clock.Learn(time, sent, Now);
                if (server == _server)
                    return server;
                _server = server;
            }

            Seen.Doubt();
            return server;
        }
        catch (RedisUnavailableException)
        {
            // A caller that needs to know asks again, and decides what a missing reply means.
            return null;
        }
    }

    /// <returns>The server, null when it is a replica; and its time in ms.</returns>
    internal static (string? Server, long Time) ServerIn(RedisResult answer)
    {
        var values = answer.Items();
        return (values[0].Text() is "master" ? values[1].Text() : null, (long)values[2]);
    }

    /// <returns>The server, asked for when it is not known.</returns>
    /// <exception cref="RedisUnavailableException">No primary answers.</exception>
    internal async ValueTask<string> ServerAsync() =>
        _server is not Unknown and var known ? known : await FindServerAsync() ?? throw new RedisUnavailableException("Redis was not reached, or is a replica.");

    /// <summary>
    /// The server is a replica: this connection is left for the first one to a primary. If it is promoted where it is, it is another server by then,
    /// with what it has copied.
    /// </summary>
    void LeaveReplica(ConnectionMultiplexer replica)
    {
        if (replica != _redis)
            return;
        Forget();
        lock (_oneQuestion)
        {
            if (_leaving.IsCompleted && !_disposed.IsCancellationRequested)
                _leaving = LeaveForAPrimaryAsync(replica);
        }
    }

    async Task LeaveForAPrimaryAsync(ConnectionMultiplexer replica)
    {
        try
        {
            var primary = await new PrimarySearch(_address, _clock).FindAsync(_disposed.Token);
            Forget();
            Watch(primary);
            _redis = primary;
            BeginAnew();
            // Reads that are under way on it are answered.
            await replica.CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    /// <summary>Waits for replies to the unanswered calls, but no longer than the client waits for any: 1 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed.IsCancellationRequested)
        {
            await _disposed.CancelAsync();
            await _leaving;
            _disposed.Dispose();
        }

        await _redis.DisposeAsync();
    }
}
