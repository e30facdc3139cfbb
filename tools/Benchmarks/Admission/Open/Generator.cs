using System.Diagnostics;
using System.Net;
using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>Carries out a plan, with a thread for each of its loops, and shows how far it is.</summary>
static class Generator
{
    public static async Task<LoadResult> RunAsync(string name, Uri server, LoadPlan plan)
    {
        var (outcomes, answers) = (new OutcomeNames(), new Answer[plan.DueAt?.Count ?? 0]);
        var endpoint = new IPEndPoint(IPAddress.Parse(server.Host), server.Port);
        LoadLoop[] loops = [.. Enumerable.Range(0, plan.Threads).Select(part => new LoadLoop(plan, part, endpoint, outcomes, answers))];
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var running = Task.WhenAll(loops.Select(loop => Task.Factory.StartNew(() => loop.Run(start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var line = new ProgressLine();
        while (await Task.WhenAny(running, Task.Delay(200)) != running)
            line.Show($"{name}, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s: {loops.Sum(loop => loop.Answered):N0} answered{(plan.DueAt is { } due ? $" of {due.Count:N0}" : "")}; {Kinds(loops, outcomes)}");
        await running;
        return new([.. Enumerable.Range(0, outcomes.Count).Select(outcome => Merged(loops, outcome))], answers, outcomes, loops.Max(loop => loop.LastAnswerAt) / 1_000_000.0);
    }

    static string Kinds(LoadLoop[] loops, OutcomeNames outcomes) =>
        string.Join(", ", Enumerable.Range(0, outcomes.Count).Select(outcome => (Name: outcomes[outcome], Count: loops.Sum(loop => loop.Latencies[outcome]?.Count ?? 0))).Where(one => one.Count > 0).Select(one => $"{one.Name} {one.Count:N0}"));

    static LatencyHistogram Merged(LoadLoop[] loops, int outcome)
    {
        var all = new LatencyHistogram();
        foreach (var loop in loops)
        {
            if (loop.Latencies[outcome] is { } one)
                all.Add(one);
        }

        return all;
    }
}
