namespace FlashSale.Chaos.Scenarios;

/// <summary>kill -9 at any moment, and a new start.</summary>
abstract class KillScenario(string name, string story, string service) : Scenario(name, story)
{
    public override async Task HurtAsync(Run run)
    {
        var (victim, since) = (run.Services[service], Run.Now);
        await victim.KillAsync();
        await run.PauseAsync(1, 4);
        await run.Services.StartAsync(service);
        run.Hit(victim.HasEnded && run.Services[service].Pid != victim.Pid, $"{service} (pid {victim.Pid}) was killed; {run.Unanswered(since)} requests had no answer or a 503");
    }
}
