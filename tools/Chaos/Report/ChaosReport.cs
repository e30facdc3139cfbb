using System.Globalization;
using System.Text;
using System.Text.Json;
using FlashSale.Benchmarks.Shared;
using FlashSale.Chaos.Oracle;
using FlashSale.Chaos.Scenarios;

namespace FlashSale.Chaos.Report;

/// <summary>The run, as Markdown and JSON.</summary>
static class ChaosReport
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string folder, IReadOnlyList<Result> results)
    {
        File.WriteAllText(Path.Combine(folder, "chaos.json"), JsonSerializer.Serialize(new { at = DateTimeOffset.UtcNow, machine = Machine.Read(), results }, Json));
        File.WriteAllText(Path.Combine(folder, "chaos.md"), Markdown(results));
    }

    public static string Markdown(IReadOnlyList<Result> results)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Chaos\n\n{Machine.Read()}. {results.Count(result => result.IsGreen)} of {results.Count} scenarios green, {results.Sum(result => result.Seconds) / 60:0.0} minutes.\n\n");
        page.Append("Recovery: from the heal until every order had ended and the books balanced; allowed are 30 s and the backlog's drain time at half the rate before the fault; after a loss of messages also the time until they are missed.\n\n");
        page.Append("| scenario | faults really hit | orders by end | rate before, backlog | recovery (allowed) | verdict |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var result in results)
            page.Append(CultureInfo.InvariantCulture, $"| {result.Scenario} | {string.Join("; ", result.Hits)} | {Ends(result)} | {result.RateBefore:0.0}/s, {result.Backlog} | {Recovery(result)} | {Verdict(result)} |\n");
        page.Append("\n## Invariants\n\n");
        foreach (var invariant in Invariants.All)
            page.Append(CultureInfo.InvariantCulture, $"- **{invariant.Id}** {invariant.Promise}: {Count(results, invariant.Id)}\n");
        foreach (var result in results.Where(result => !result.IsGreen))
            page.Append(CultureInfo.InvariantCulture, $"\n## {result.Scenario} failed\n\n```\n{Failure(result)}```\n");
        return page.ToString();
    }

    /// <summary>What went wrong, the order ids in it, and how to repeat it.</summary>
    public static string Failure(Result result)
    {
        var text = new StringBuilder();
        if (result.Broken is { } broken)
            text.Append(CultureInfo.InvariantCulture, $"broken off: {broken}\n");
        foreach (var missed in result.Missed)
            text.Append(CultureInfo.InvariantCulture, $"I15 void, this did not happen: {missed}\n");
        if (result.Broken is null && !result.IsInTime)
            text.Append(CultureInfo.InvariantCulture, $"recovery took {(result.Recovery is { } seconds ? $"{seconds:0.0} s" : "for ever")}, allowed are {result.Allowed:0.0} s\n");
        foreach (var (invariant, violations) in result.Violations)
        {
            foreach (var violation in violations.Take(10))
                text.Append(CultureInfo.InvariantCulture, $"{invariant}: {violation}\n");
            if (violations.Count > 10)
                text.Append(CultureInfo.InvariantCulture, $"{invariant}: and {violations.Count - 10} more\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"repeat: ./flashsale chaos {result.Scenario} --seed {result.Seed}{result.More}\n").ToString();
    }

    public static string Line(Result result) =>
        $"{(result.IsGreen ? "ok    " : "FAILED")} {result.Scenario}  {result.Seconds:0} s, {result.Requests} requests, {result.Accepted} accepted: {Ends(result)}; recovery {Recovery(result)}";

    static string Ends(Result result) => string.Join(", ", result.Ends.Select(end => $"{end.Value} {end.Key}"));

    static string Recovery(Result result) => result.Recovery is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s ({result.Allowed:0})")
        : string.Create(CultureInfo.InvariantCulture, $"none ({result.Allowed:0})");

    static string Verdict(Result result) => result.IsGreen ? "green" : "**failed**";

    static string Count(IReadOnlyList<Result> results, string invariant) => results.Count(result => result.Violations.ContainsKey(invariant)) switch
    {
        0 => "held",
        var broken => $"**broken in {broken}**",
    };
}
