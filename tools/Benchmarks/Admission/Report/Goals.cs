using FlashSale.Benchmarks.Admission.Closed;

namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>The figures that a run is asked for, of the scenarios that it had.</summary>
static class Goals
{
    public static IEnumerable<Goal> Of(IReadOnlyList<ScenarioResult> calibration, SeedResult? seed, IReadOnlyList<ScenarioResult> scenarios)
    {
        if (calibration.FirstOrDefault(one => one.Name == BarePostRates.OwnGenerator) is { } own)
            yield return Goal.AtLeast("the open loop's generator in a closed one, to wrk's rate on bare-post", 0.9, own.Ratio!.Value);
        if (Find("accept", 200) is { } accept)
        {
            yield return Goal.AtLeast("accept, 200 connections, a key in every request: to bare-post (aim 0.45)", 0.35, accept.Ratio!.Value);
            yield return Goal.Below("accept, 200 connections: p99", 20, accept.Outcomes[0].P99, "ms");
            yield return Goal.AtLeast("sold out, no key: to bare-post", 0.8, Find("sold out, no key", 200)!.Ratio!.Value);
            yield return Goal.AtLeast("sold out, fresh key: to bare-post", 0.4, Find("sold out, fresh key", 200)!.Ratio!.Value);
            if (seed is not null)
                yield return Goal.AtLeast("accept, 200 connections: to the Flask baseline", 8, accept.PerSecond / seed.PerSecond, "0.0");
        }

        foreach (var rush in scenarios.Where(one => one.Name.StartsWith("rush", StringComparison.Ordinal)))
        {
            yield return Goal.Exactly($"{rush.Name}: requests answered", 100_000, rush.Outcomes.Where(one => one.Name == "all").Sum(one => one.Count) - rush.Outcomes.Where(one => one.Name == "no answer").Sum(one => one.Count));
            yield return Goal.Below($"{rush.Name}: p99", 500, rush.Outcomes[0].P99, "ms");
            yield return Goal.Exactly($"{rush.Name}: units sold", 10_000, rush.Sold!.Value);
        }

        if (scenarios.FirstOrDefault(one => one.Name == "sale") is { } sale)
        {
            yield return Goal.Exactly("sale: units sold", 100_000, sale.Sold!.Value);
            yield return Goal.AtMost("sale: the last unit is sold after", 10, sale.LastSoldAt!.Value, "s");
            yield return Goal.Below("sale: p99", 100, sale.Outcomes[0].P99, "ms");
        }

        if (scenarios.Where(one => one.Name != "Redis paused").ToArray() is [_, ..] loads)
            yield return Goal.Exactly("load scenarios: answers 5xx", 0, loads.Sum(ServerErrors));
        if (scenarios.Max(one => one.ApiMegabytes) is { } megabytes)
            yield return Goal.Below("the API's memory at its peak", 500, megabytes, "MB");
        if (scenarios.FirstOrDefault(one => one.WorksAgainAfter is not null) is { } pause)
        {
            yield return Goal.AtMost("Redis paused: the longest answer", 1200, pause.Outcomes[0].Longest, "ms");
            yield return Goal.AtMost("Redis paused: admission works again after", 2, Math.Max(0, pause.WorksAgainAfter!.Value), "s");
        }

        ScenarioResult? Find(string name, int connections) => scenarios.FirstOrDefault(one => one.Name == name && one.Connections == connections);
    }

    static long ServerErrors(ScenarioResult scenario) => scenario.Outcomes.Where(one => one.Name[0] == '5').Sum(one => one.Count);
}
