using FlashSale.Benchmarks;
using FlashSale.PipelineBench.Pipeline;

namespace FlashSale.PipelineBench.Report;

/// <summary>A run as a picture: orders a second of each milestone, and below what an order costs each process.</summary>
static class ReportChart
{
    const int Left = SvgPicture.Left;
    const int Row = SvgPicture.Row;

    static readonly IReadOnlyList<string> Colours = SvgPicture.Colours;

    public static string Draw(PipelineReport report)
    {
        var picture = new SvgPicture();
        var y = 24;
        picture.Text(10, y, $"Orders/s, {report.Orders:N0} orders a stage; order-row.pgbench = {report.Calibration:N0} transactions/s", bold: true);
        var milestones = report.Stages.SelectMany(stage => stage.Milestones.Select(one => (Stage: stage.Name, One: one))).ToArray();
        var fastest = milestones.Max(one => one.One.OrdersPerSecond);
        foreach (var (stage, one) in milestones)
        {
            y += Row;
            picture.Text(10, y, $"{stage}: {one.Name}");
            var length = picture.Bar(Left, y, one.OrdersPerSecond / fastest, Colours[0]);
            picture.Text(Left + length + 6, y, $"{one.OrdersPerSecond:N0}  ({one.Ratio:0.000})");
        }

        y += 2 * Row;
        picture.Text(10, y, "Processor time an order, ms", bold: true);
        var costs = report.Stages.Select(stage => (stage.Name, Cpu: ByService(stage.Cost.CpuMilliseconds))).ToArray();
        var processes = costs.SelectMany(cost => cost.Cpu.Keys).Distinct(StringComparer.Ordinal).ToArray();
        var dearest = costs.Max(cost => cost.Cpu.Values.Sum());
        foreach (var (name, cpu) in costs)
        {
            y += Row;
            picture.Text(10, y, name);
            var x = Left;
            foreach (var process in processes.Where(cpu.ContainsKey))
                x += picture.Bar(x, y, cpu[process] / dearest, Colours[Array.IndexOf(processes, process) % Colours.Count]);
            picture.Text(x + 6, y, $"{cpu.Values.Sum():0.00}");
        }

        y += Row;
        for (var i = 0; i < processes.Length; i++)
        {
            var x = Left + i % 4 * 140;
            if (i % 4 == 0)
                y += Row;
            picture.Square(x, y, Colours[i % Colours.Count]);
            picture.Text(x + 15, y, processes[i]);
        }

        y += 2 * Row;
        picture.Text(10, y, $"{report.Machine}; {report.At:yyyy-MM-dd}");
        return picture.ToSvg(y);
    }

    /// <summary>All instances of a service together.</summary>
    static Dictionary<string, double> ByService(IReadOnlyDictionary<string, double> processes) =>
        processes.GroupBy(one => one.Key.Split('.')[0], StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Sum(process => process.Value), StringComparer.Ordinal);
}
