namespace FlashSale.Chaos.Scenarios;

/// <summary>One fault under load. It hurts, heals, and proves that the fault was really there (I15).</summary>
/// <param name="name">F02-..., by the number in the fault matrix.</param>
/// <param name="story">What happens, in one line.</param>
abstract class Scenario(string name, string story)
{
    public string Name => name;

    public string Story => story;

    /// <summary>Further words of the command that repeats it.</summary>
    public virtual string More => "";

    /// <summary>New buyers a second; less than the machine can carry, so that recovery has room.</summary>
    public virtual double BuyersPerSecond => 20;

    public virtual int Stock => 400;

    public virtual int PaymentWindowSeconds => 5;

    /// <summary>How long the crowd comes before the fault: orders end in it at the rate that recovery is measured by.</summary>
    public virtual TimeSpan WarmUp => TimeSpan.FromSeconds(9);

    /// <summary>Runs only against services that have crash points compiled in.</summary>
    public virtual bool NeedsCrashPoints => false;

    /// <summary>A part of the system that this waits for; null when all is there.</summary>
    public virtual string? WaitsFor => null;

    /// <summary>May be one of many faults in a random run: it only hurts and heals.</summary>
    public virtual bool IsComposable => true;

    /// <summary>Puts the services into the shape that the scenario wants, before its sale opens.</summary>
    public virtual Task PrepareAsync(Run run) => Task.CompletedTask;

    /// <summary>Hurts under load, and returns when everything is healed.</summary>
    public abstract Task HurtAsync(Run run);

    /// <summary>Looks, at rest, at what is this scenario's own.</summary>
    public virtual Task LookBackAsync(Run run) => Task.CompletedTask;
}
