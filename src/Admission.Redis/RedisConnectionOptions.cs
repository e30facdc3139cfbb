using StackExchange.Redis;

namespace FlashSale.Admission;

/// <summary>How the client library behaves when Redis is slow, does not reply or is gone. Each value is deliberate; ADR 0018 explains them.</summary>
static class RedisConnectionOptions
{
    /// <summary>
    /// The client gives up a call after this time, later than any caller. After five times as long without a byte from the server it considers the
    /// connection dead and opens a new one: the kernel would keep trying the old one for minutes.
    /// </summary>
    public static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(1);

    /// <summary>For one try to reach a server: what does not answer soon is tried again, not waited for.</summary>
    /// <param name="address">host:port</param>
    public static ConfigurationOptions ForSearch(string address)
    {
        var options = For(address);
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = 500;
        return options;
    }

    /// <param name="address">host:port</param>
    public static ConfigurationOptions For(string address)
    {
        var options = ConfigurationOptions.Parse(address);
        // A process may start before Redis does.
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.ConnectTimeout = 2_000;
        options.ReconnectRetryPolicy = new LinearRetry(250);
        // The interval at which reconnects and overdue calls are checked; the default of 1 s adds up to a second to each outage.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        // Finds a dead connection even when there are no requests.
        options.KeepAlive = 5;
        options.AsyncTimeout = (int)GivesUpAfter.TotalMilliseconds;
        // No call of ours is synchronous; it bounds the client's own, including the keep-alive.
        options.SyncTimeout = (int)GivesUpAfter.TotalMilliseconds;
        // The default keeps calls while there is no connection and sends them later: units would be taken although their buyers were told otherwise.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        // RESP3 brought no gain when it was measured, and shapes the replies of raw commands (HSCAN, SCAN) differently.
        options.Protocol = RedisProtocol.Resp2;
        // An outage fails thousands of calls; the state of the thread pool in each message helps nobody.
        options.IncludeDetailInExceptions = false;
        options.IncludePerformanceCountersInExceptions = false;
        return options;
    }
}
