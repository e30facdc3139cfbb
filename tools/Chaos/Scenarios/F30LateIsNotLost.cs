namespace FlashSale.Chaos.Scenarios;

/// <summary>The other side of a resend: whatever waits in a queue, or with a consumer that waits for a server, is left alone (I18).</summary>
sealed class F30LateIsNotLost() : Scenario("F30-late-is-not-lost", "notices wait in their queues and releases for Redis, twice as long as an answer may take; nothing is sent again")
{
    public override double BuyersPerSecond => 10;

    public override async Task HurtAsync(Run run)
    {
        var wire = run.Services.Wire("inventory", Harness.Servers.Redis);
        await run.Services["notifications"].KillAsync();
        // Orders end, and nobody is told; then no order can end any more.
        await run.PauseAsync(9, 10);
        wire.Close();
        await run.PauseAsync(34, 36);
        var late = await run.Observer.LookAsync(run.Sale.ProductId);
        wire.Open();
        await run.Services.StartAsync("notifications");
        run.Hit(late is { Open: > 20, Notices: > 5 }, $"{late.Open} orders and {late.Notices} notices were late");
    }
}
