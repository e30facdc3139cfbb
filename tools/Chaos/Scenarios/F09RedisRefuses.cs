namespace FlashSale.Chaos.Scenarios;

sealed class F09RedisRefuses() : Scenario("F09-redis-refuses", "Redis has no memory left, then is read-only, then forgets its scripts")
{
    public override async Task HurtAsync(Run run)
    {
        var since = Run.Now;
        await run.Servers.RedisAsync("CONFIG", "SET", "maxmemory", "1");
        await run.PauseAsync(3, 4);
        await run.Servers.RedisAsync("CONFIG", "SET", "maxmemory", "0");
        run.Hit(Refused(run, since) > 0, $"{Refused(run, since)} orders were refused while Redis had no memory");

        since = Run.Now;
        // The replica of a master that is not there: it keeps its data, and refuses to write.
        await run.Servers.RedisAsync("REPLICAOF", "127.0.0.1", "1");
        await run.PauseAsync(3, 4);
        await run.Servers.RedisAsync("REPLICAOF", "NO", "ONE");
        run.Hit(Refused(run, since) > 0, $"{Refused(run, since)} orders were refused while Redis was read-only");

        since = Run.Now;
        await run.Servers.RedisAsync("SCRIPT", "FLUSH");
        await run.PauseAsync(2, 3);
        var accepted = run.Journal.Entries.Count(entry => entry.At >= since && entry.IsAccepted);
        run.Hit(accepted > 0, $"{accepted} orders were accepted after the scripts were forgotten");
    }

    static int Refused(Run run, DateTimeOffset since) => run.Journal.Entries.Count(entry => entry.At >= since && entry.Code == "temporarily-unavailable");
}
