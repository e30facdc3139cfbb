namespace FlashSale.Chaos.Scenarios;

/// <summary>A migration that comes late, for instance.</summary>
sealed class F31TableIsAway() : CommonCauseScenario("F31-table-away", "the table ordering.timeline has another name for 30 s, and redeliveries come after 1 s each", "does not exist")
{
    protected override Task BreakAsync(Run run) => run.Servers.QueryAsync("ALTER TABLE ordering.timeline RENAME TO timeline_away");

    protected override Task MendAsync(Run run) => run.Servers.QueryAsync("ALTER TABLE ordering.timeline_away RENAME TO timeline");
}
