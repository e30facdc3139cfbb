using System.Globalization;
using System.Net;
using System.Text;
using FlashSale.PipelineBench.Pipeline;

namespace FlashSale.PipelineBench.Report;

/// <summary>A run as a picture: orders a second of each milestone, and below what an order costs each process.</summary>
static class ReportChart
{
    const int Left = 260;
    const int Width = 560;
    const int Row = 24;

    static readonly string[] Colours = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#9c755f", "#bab0ac", "#ff9da7"];

    public static string Draw(PipelineReport report)
    {
        var svg = new StringBuilder();
        var y = 24;
        Text(svg, 10, y, $"Orders/s, {report.Orders:N0} orders a stage; order-row.pgbench = {report.Calibration:N0} transactions/s", bold: true);
        var milestones = report.Stages.SelectMany(stage => stage.Milestones.Select(one => (Stage: stage.Name, One: one))).ToArray();
        var fastest = milestones.Max(one => one.One.OrdersPerSecond);
        foreach (var (stage, one) in milestones)
        {
            y += Row;
            Text(svg, 10, y, $"{stage}: {one.Name}");
            var length = Bar(svg, Left, y, one.OrdersPerSecond / fastest, Colours[0]);
            Text(svg, Left + length + 6, y, $"{one.OrdersPerSecond:N0}  ({one.Ratio:0.000})");
        }

        y += 2 * Row;
        Text(svg, 10, y, "Processor time an order, ms", bold: true);
        var costs = report.Stages.Select(stage => (stage.Name, Cpu: ByService(stage.Cost.CpuMilliseconds))).ToArray();
        var processes = costs.SelectMany(cost => cost.Cpu.Keys).Distinct(StringComparer.Ordinal).ToArray();
        var dearest = costs.Max(cost => cost.Cpu.Values.Sum());
        foreach (var (name, cpu) in costs)
        {
            y += Row;
            Text(svg, 10, y, name);
            var x = Left;
            foreach (var process in processes.Where(cpu.ContainsKey))
                x += Bar(svg, x, y, cpu[process] / dearest, Colours[Array.IndexOf(processes, process) % Colours.Length]);
            Text(svg, x + 6, y, $"{cpu.Values.Sum():0.00}");
        }

        y += Row;
        for (var i = 0; i < processes.Length; i++)
        {
            var x = Left + i % 4 * 140;
            if (i % 4 == 0)
                y += Row;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y - 10}\" width=\"10\" height=\"10\" fill=\"{Colours[i % Colours.Length]}\"/>\n");
            Text(svg, x + 15, y, processes[i]);
        }

        y += 2 * Row;
        Text(svg, 10, y, $"{report.Machine}; {report.At:yyyy-MM-dd}");
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"{y + 16}\" font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{svg}</svg>\n";
    }

    /// <summary>All instances of a service together.</summary>
    static Dictionary<string, double> ByService(IReadOnlyDictionary<string, double> processes) =>
        processes.GroupBy(one => one.Key.Split('.')[0], StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary(one => one.Key, one => one.Sum(process => process.Value), StringComparer.Ordinal);

    static int Bar(StringBuilder svg, int x, int y, double share, string colour)
    {
        var length = (int)(share * Width);
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y - 13}\" width=\"{length}\" height=\"17\" fill=\"{colour}\"/>\n");
        return length;
    }

    static void Text(StringBuilder svg, int x, int y, string text, bool bold = false) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\"{(bold ? " font-weight=\"bold\"" : "")}>{WebUtility.HtmlEncode(text)}</text>\n");
}
