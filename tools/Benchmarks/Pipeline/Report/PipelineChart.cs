using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Pipeline.Report;

/// <summary>A run as a picture: orders a second of each milestone, and below what an order costs each process.</summary>
static class PipelineChart
{
    const int Left = SvgPicture.Left;
    const int Row = SvgPicture.Row;

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
            var length = picture.Bar(Left, y, one.OrdersPerSecond / fastest, SvgPicture.Colours[0]);
            picture.Text(Left + length + 6, y, $"{one.OrdersPerSecond:N0}  ({one.Ratio:0.000})");
        }

        y += 2 * Row;
        picture.Text(10, y, "Processor time an order, ms", bold: true);
        (string Name, IReadOnlyDictionary<string, double> Costs)[] costs = [.. report.Stages.Select(stage => (stage.Name, ByService(stage.Cost.CpuMilliseconds)))];
        y = CostBars.Draw(picture, y, [.. costs.SelectMany(cost => cost.Costs.Keys).Distinct(StringComparer.Ordinal)], costs, "0.00");

        y += 2 * Row;
        picture.Text(10, y, $"{report.Machine}; {report.At:yyyy-MM-dd}");
        return picture.ToSvg(y);
    }

    /// <summary>All instances of a service together.</summary>
    static Dictionary<string, double> ByService(IReadOnlyDictionary<string, double> processes) =>
        processes.GroupBy(one => one.Key.Split('.')[0], StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Sum(process => process.Value), StringComparer.Ordinal);
}
