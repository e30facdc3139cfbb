using System.Globalization;

namespace FlashSale.Benchmarks.Pipeline.Report;

/// <summary>A run as tables for people.</summary>
static class PipelineTable
{
    public static void Write(PipelineReport report, TextWriter to)
    {
        to.WriteLine($"{report.Machine}; {report.At:yyyy-MM-dd HH:mm} UTC; {report.Orders:N0} orders a stage");
        to.WriteLine($"order-row.pgbench: {report.Calibration:N0} transactions/s");
        to.WriteLine();
        to.WriteLine($"{"stage",-12} {"until all are",-26} {"seconds",9} {"orders/s",9} {"ratio",7}");
        foreach (var stage in report.Stages)
        {
            foreach (var milestone in stage.Milestones)
                to.WriteLine($"{stage.Name,-12} {milestone.Name,-26} {milestone.Seconds,9:0.0} {milestone.OrdersPerSecond,9:N0} {milestone.Ratio,7:0.000}");
        }

        foreach (var (full, empty) in report.Stages.Join(report.Stages, stage => stage.Name, stage => $"{stage.Name}{StageResult.Full}", (full, empty) => (full, empty)))
        {
            foreach (var (now, before) in full.Milestones.Zip(empty.Milestones))
                to.WriteLine($"with {report.Finished:N0} finished orders, {now.Name}: {now.OrdersPerSecond / before.OrdersPerSecond:0.00} of {empty.Name}'s rate");
        }

        to.WriteLine();
        to.WriteLine($"steady {report.Steady.OrdersPerSecond} orders/s, acceptedAt until AwaitingPayment: p50 {report.Steady.Median:0} ms, p99 {report.Steady.P99:0} ms, longest {report.Steady.Longest:0} ms");
        to.WriteLine();
        WriteByProcess("CPU ms an order", report, stage => stage.Cost.CpuMilliseconds, "0.000", to);
        WriteByProcess("commands and batches to PostgreSQL an order", report, stage => stage.Cost.Commands, "0.00", to);
        WriteByProcess("messages taken an order", report, stage => stage.Cost.MessagesTaken, "0.00", to);
        WriteByProcess("memory at the stage's end, MB", report, stage => stage.Cost.Memory, "0", to);
        WriteByProcess("peak memory, MB", report, stage => stage.Cost.PeakMemory, "0", to);
        to.WriteLine($"{"",-46}{string.Concat(report.Stages.Select(stage => $"{stage.Name,14}"))}");
        WriteRow("transactions an order", report, stage => stage.Cost.Transactions, "0.00", to);
        WriteRow("statements an order", report, stage => stage.Cost.Statements, "0.0", to);
        WriteRow("round trips an order", report, stage => stage.Cost.RoundTrips, "0.0", to);
        WriteRow("transactions a message", report, stage => stage.Cost.Transactions / stage.Cost.Messages, "0.00", to);
        WriteRow("statements a message", report, stage => stage.Cost.Statements / stage.Cost.Messages, "0.0", to);
        WriteRow("round trips a message", report, stage => stage.Cost.RoundTrips / stage.Cost.Messages, "0.0", to);
        WriteRow("CPU taken by others", report, stage => stage.Cost.ElsewhereShare, "0%", to);
    }

    static void WriteByProcess(string title, PipelineReport report, Func<StageResult, IReadOnlyDictionary<string, double>> read, string format, TextWriter to)
    {
        to.WriteLine($"{title,-46}{string.Concat(report.Stages.Select(stage => $"{stage.Name,14}"))}");
        var values = report.Stages.Select(read).ToArray();
        foreach (var process in values.SelectMany(one => one.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            to.WriteLine($"  {process,-44}{string.Concat(values.Select(one => $"{(one.TryGetValue(process, out var value) ? value.ToString(format, CultureInfo.InvariantCulture) : ""),14}"))}");
        to.WriteLine();
    }

    static void WriteRow(string title, PipelineReport report, Func<StageResult, double> read, string format, TextWriter to) =>
        to.WriteLine($"  {title,-44}{string.Concat(report.Stages.Select(stage => $"{read(stage).ToString(format, CultureInfo.InvariantCulture),14}"))}");
}
