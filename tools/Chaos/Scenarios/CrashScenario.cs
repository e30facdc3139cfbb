using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

/// <summary>A service kills itself at a named place in its code, and is started again.</summary>
/// <param name="name">The scenario.</param>
/// <param name="story">What happens.</param>
/// <param name="service">Who dies.</param>
/// <param name="point">Where: see CrashPoint.</param>
/// <param name="passage">At which passage.</param>
abstract class CrashScenario(string name, string story, string service, string point, int passage) : Scenario(name, story)
{
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    public override bool NeedsCrashPoints => true;

    public override async Task HurtAsync(Run run)
    {
        await run.Services[service].StopAsync();
        // It may well die before it is ready.
        var victim = run.Services.Launch(service, ("FLASHSALE_CRASH_POINT", string.Create(CultureInfo.InvariantCulture, $"{point}:{passage}")));
        await Task.WhenAny(victim.EndAsync(), Task.Delay(LongestWait));
        run.Hit(victim.HasEnded && victim.ReadLog().Contains($"Crash point {point} ", StringComparison.Ordinal), $"{service} (pid {victim.Pid}) killed itself at {point}, passage {passage}");
        if (!victim.HasEnded)
            await victim.KillAsync();
        await run.Services.StartAsync(service);
    }
}
