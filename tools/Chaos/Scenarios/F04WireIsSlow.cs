namespace FlashSale.Chaos.Scenarios;

sealed class F04WireIsSlow() : Scenario("F04-wires-slow-and-reset", "every wire to RabbitMQ and PostgreSQL is 60 ms slower, and all connections are reset several times")
{
    public override async Task HurtAsync(Run run)
    {
        var wires = run.Services.WiresTo(Harness.Servers.RabbitMq).Concat(run.Services.WiresTo(Harness.Servers.Postgres)).ToArray();
        foreach (var wire in wires)
            wire.Delay = TimeSpan.FromMilliseconds(60);
        var reset = 0;
        for (var round = 0; round < 4; round++)
        {
            await run.PauseAsync(1.5, 2.5);
            reset += wires.Sum(wire => wire.Reset());
        }

        foreach (var wire in wires)
            wire.Heal();
        run.Hit(reset > 20, $"{reset} connections were reset");
    }
}
