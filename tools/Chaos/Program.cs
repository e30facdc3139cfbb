using FlashSale.Chaos;
using FlashSale.Chaos.Harness;
using FlashSale.Chaos.Report;
using FlashSale.Chaos.Scenarios;

var isCheck = args is ["check", ..];
if (ChaosOptions.Parse(isCheck ? args[1..] : args) is not { } options || !Catalogue.Knows(options.Scenario))
{
    await Console.Error.WriteLineAsync(ChaosOptions.Usage);
    return 2;
}

if (isCheck)
    return 0;
if (options.Scenario == Catalogue.List)
{
    foreach (var scenario in Catalogue.All)
        Console.WriteLine($"{scenario.Name,-40} {scenario.Story}{(scenario.WaitsFor is { } part ? $" (waits for {part})" : "")}");
    return 0;
}

var settings = new Settings();
var folder = options.Report ?? Path.Combine(settings.Home, "report");
Directory.CreateDirectory(folder);
var results = new List<Result>();
await using (var stack = new Stack(settings))
{
    var runner = new Runner(stack, folder);
    foreach (var scenario in Chosen(stack))
    {
        if (scenario.NeedsCrashPoints && !settings.HasCrashPoints)
            throw new InvalidOperationException($"{scenario.Name} needs services with crash points.");
        Console.WriteLine($"{DateTime.Now:HH:mm:ss} {scenario.Name} (seed {options.Seed}): {scenario.Story}");
        var result = await runner.RunAsync(scenario, options.Seed);
        results.Add(result);
        foreach (var hit in result.Hits)
            Console.WriteLine($"         hit: {hit}");
        Console.WriteLine($"         {ChaosReport.Line(result)}");
        if (!result.IsGreen)
            Console.Write(ChaosReport.Failure(result));
        ChaosReport.Write(folder, results);
    }
}

Console.WriteLine($"{results.Count(result => result.IsGreen)} of {results.Count} scenarios green; report: {folder}/chaos.md");
return results.All(result => result.IsGreen) ? 0 : 1;

IReadOnlyList<Scenario> Chosen(Stack stack)
{
    if (options.Scenario != Catalogue.Random)
        return Catalogue.Find(options.Scenario);
    var schedule = Schedule.Draw(options.Seed, TimeSpan.FromMinutes(options.Minutes), Catalogue.Composable(settings.HasCrashPoints));
    Console.WriteLine($"schedule of seed {options.Seed}:\n{schedule}");
    return [new F28Random(schedule, stack, TimeSpan.FromMinutes(options.Minutes))];
}
