using System.Globalization;
using FlashSale.Chaos.Harness;

namespace FlashSale.Chaos.Scenarios;

/// <summary>Fault after fault for minutes, some with a troubled wire beside, as the schedule says.</summary>
sealed class F28Random(Schedule schedule, Stack stack, TimeSpan time) : Scenario("random", $"{schedule.Steps.Count} faults in {time.TotalMinutes:0.#} minutes, drawn from the seed")
{
    public override string More => string.Create(CultureInfo.InvariantCulture, $" --minutes {time.TotalMinutes:0.##}");

    public override double BuyersPerSecond => 15;

    public override int Stock => 100_000;

    public override async Task HurtAsync(Run run)
    {
        run.IsTroubledOtherwise = true;
        var began = Run.Now;
        var hit = 0;
        var begun = 0;
        foreach (var step in schedule.Steps.TakeWhile(_ => Run.Now - began < time))
        {
            await Task.Delay(step.Pause);
            begun++;
            var (hits, missed) = (run.Hits.Count, run.Missed.Count);
            run.Random = new Random(step.Seed);
            if (step.Wire is { } wire)
                run.Services.Wire(wire.Service, wire.Server).Delay = step.Delay;
            await Catalogue.Find(step.Scenario)[0].HurtAsync(run);
            await stack.RestoreAsync();
            hit += run.Hits.Count > hits ? 1 : 0;
            Console.WriteLine($"{DateTime.Now:HH:mm:ss}   {step.Scenario}: {string.Join("; ", run.Hits.Skip(hits).Concat(run.Missed.Skip(missed).Select(what => $"not seen: {what}")))}");
        }

        // A fault that meets another one's aftermath may find nothing to hit: the run counts when most did.
        run.Forgive();
        run.Hit(hit * 3 >= begun * 2, $"{hit} of {begun} faults were really there");
    }
}
