using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>How the client library behaves when Redis is slow, silent or gone. Each value is meant; ADR 0018 has the whole of it.</summary>
static class RedisConnectionOptions
{
    /// <summary>
    /// The client gives up a call after so long, later than any caller. After five times as long without a byte from the server it takes the
    /// connection for dead and makes a new one: the kernel would go on trying the old one for minutes.
    /// </summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(1);

    /// <param name="address">host:port</param>
    public static ConfigurationOptions For(string address)
    {
        var options = ConfigurationOptions.Parse(address);
        // A process may start before Redis does.
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.ConnectTimeout = 2_000;
        options.ReconnectRetryPolicy = new LinearRetry(250);
        // Reconnects and overdue calls are looked at so often; the default of 1 s adds up to a second to each outage.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // A dead connection is found without a buyer, too.
        options.KeepAlive = 5;
        options.AsyncTimeout = (int)GivesUpAfter.TotalMilliseconds;
        // No call of ours is synchronous; it bounds the client's own, the keep-alive among them.
        options.SyncTimeout = (int)GivesUpAfter.TotalMilliseconds;
        // The default keeps calls while there is no connection and sends them later: taken, when their buyers were told otherwise.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // RESP3 brought no gain when it was measured, and shapes the replies of raw commands (HSCAN, SCAN) differently.
        options.Protocol = RedisProtocol.Resp2;
        // An outage fails thousands of calls; the state of the thread pool in each message tells nobody anything.
        options.IncludeDetailInExceptions = false;
        options.IncludePerformanceCountersInExceptions = false;
        return options;
    }
}
