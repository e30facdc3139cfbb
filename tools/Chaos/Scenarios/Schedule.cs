using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Which faults come when. The same seed, time and catalogue give the same schedule.</summary>
sealed record Schedule(IReadOnlyList<Schedule.Step> Steps)
{
    /// <summary>A fault and what follows takes about as long.</summary>
    const double SecondsAStep = 16;

    static readonly string[] ServerNames = [Harness.Servers.Postgres, Harness.Servers.Redis, Harness.Servers.RabbitMq];

    /// <param name="Pause">Before the fault.</param>
    /// <param name="Scenario">The fault.</param>
    /// <param name="Seed">Of the fault's own choices.</param>
    /// <param name="Wire">Slower meanwhile; null for none.</param>
    /// <param name="Delay">By so much.</param>
    public sealed record Step(TimeSpan Pause, string Scenario, int Seed, (string Service, string Server)? Wire, TimeSpan Delay);

    public static Schedule Draw(int seed, TimeSpan time, IReadOnlyList<Scenario> faults)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, Math.Max(1, (int)(time.TotalSeconds / SecondsAStep))).Select(_ => DrawStep(random, faults))]);
    }

    static Step DrawStep(Random random, IReadOnlyList<Scenario> faults) => new(
        TimeSpan.FromMilliseconds(random.Next(500, 4_000)),
        faults[random.Next(faults.Count)].Name,
        random.Next(),
        random.Next(3) == 0 ? (Services.Names[random.Next(Services.Names.Count)], ServerNames[random.Next(ServerNames.Length)]) : null,
        TimeSpan.FromMilliseconds(random.Next(5, 60)));

    public override string ToString() => string.Join('\n', Steps.Select((step, index) =>
        $"{index + 1,4}  after {step.Pause.TotalSeconds:0.0} s {step.Scenario} (seed {step.Seed}){(step.Wire is { } wire ? $", {wire.Service} to {wire.Server} {step.Delay.TotalMilliseconds:0} ms slower" : "")}"));
}
