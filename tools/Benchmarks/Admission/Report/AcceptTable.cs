using System.Globalization;
using FlashSale.Benchmarks.Admission.Closed;

namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>A run as tables for people.</summary>
static class AcceptTable
{
    public static void Write(AcceptReport report, TextWriter to)
    {
        to.WriteLine($"{report.Machine}; {report.At:yyyy-MM-dd HH:mm} UTC; closed-loop runs of {report.Seconds} s");
        if (report.Redis is { } redis)
            to.WriteLine($"Redis alone, 200 connections: SET {redis.SetPerSecond:N0}/s, a script that writes an order {redis.ScriptPerSecond:N0}/s, pipelined by 16 {redis.ScriptPipelinedPerSecond:N0}/s");
        to.WriteLine();
        to.WriteLine($"{"scenario",-26} {"conn.",5} {"offered/s",10} {"answered/s",11} {"ratio",6}   {"answers",-28} {"count",9} {"p50 ms",8} {"p90",8} {"p99",8} {"p99.9",8} {"longest",8}");
        foreach (var scenario in report.BarePost.Concat(report.Scenarios))
            WriteScenario(scenario, to);
        if (report.Seed is { } seed)
            to.WriteLine($"{"the Flask baseline",-26} {200,5} {"",10} {seed.PerSecond,11:N0} {Ratio(seed.PerSecond, report),6}   {"",-28} {"",9} {seed.P50,8:0.0} {"",8} {seed.P99,8:0.0}");
        to.WriteLine();
        to.WriteLine("CPU us a request");
        var processes = report.BarePost.Concat(report.Scenarios).SelectMany(scenario => scenario.CpuMicroseconds.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        to.WriteLine($"{"",-32}{string.Concat(processes.Select(process => $"{process,14}"))}");
        foreach (var scenario in report.BarePost.Concat(report.Scenarios))
            to.WriteLine($"{scenario.Name,-26} {scenario.Connections,5}{string.Concat(processes.Select(process => $"{(scenario.CpuMicroseconds.TryGetValue(process, out var time) ? time.ToString("0.0", CultureInfo.InvariantCulture) : ""),14}"))}");
        to.WriteLine();
        foreach (var scenario in report.Scenarios)
        {
            foreach (var note in scenario.Notes)
                to.WriteLine($"{scenario.Name}: {note}");
            foreach (var finding in scenario.Findings)
                to.WriteLine($"WRONG {scenario.Name}, {scenario.Connections} connections: {finding}");
        }

        foreach (var goal in report.Goals)
            to.WriteLine($"{(goal.Held ? "held  " : "MISSED")} {goal.Name,-72} {goal.Measured,14}  ({goal.Asked})");
    }

    static string Ratio(double perSecond, AcceptReport report) =>
        (perSecond / report.BarePost.Where(one => one.Connections == 200 && one.Name != BarePostRates.OwnGenerator).Average(one => one.PerSecond)).ToString("0.00", CultureInfo.InvariantCulture);

    static void WriteScenario(ScenarioResult scenario, TextWriter to)
    {
        to.Write($"{scenario.Name,-26} {scenario.Connections,5} {scenario.Offered,10:N0} {scenario.PerSecond,11:N0} {scenario.Ratio?.ToString("0.00", CultureInfo.InvariantCulture),6}   ");
        var indent = false;
        foreach (var one in scenario.Outcomes)
        {
            to.WriteLine($"{(indent ? new string(' ', 65) : "")}{one.Name,-28} {one.Count,9:N0} {one.P50,8:0.0} {one.P90,8:0.0} {one.P99,8:0.0} {one.P999,8:0.0} {one.Longest,8:0.0}");
            indent = true;
        }
    }
}
