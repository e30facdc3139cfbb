using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission.Report;

/// <summary>A run as a picture: answers a second in the closed loop, latencies in the open one, and what a request costs each process.</summary>
static class AcceptChart
{
    public static string Draw(AcceptReport report)
    {
        var picture = new SvgPicture();
        ScenarioResult[] closed = [.. report.BarePost.Concat(report.Scenarios).Where(one => one.Offered is null)];
        ScenarioResult[] open = [.. report.Scenarios.Where(one => one.Offered is not null)];
        var y = 0;
        if (closed.Length > 0)
            y = DrawRates(picture, y, closed, report.Seed);
        if (open.Length > 0)
            y = DrawLatencies(picture, y, open);
        // In the pause of Redis idling costs more than requests do: that scale would hide all others.
        y = DrawCosts(picture, y, [.. closed, .. open.Where(one => one.WorksAgainAfter is null)]);
        y += 2 * SvgPicture.Row;
        picture.Text(10, y, $"{report.Machine}; {report.At:yyyy-MM-dd}");
        return picture.ToSvg(y);
    }

    static int DrawRates(SvgPicture picture, int y, ScenarioResult[] closed, Closed.SeedResult? seed)
    {
        picture.Text(10, y += SvgPicture.Row, "Answers/s, closed loop (to bare-post at as many connections; p99)", bold: true);
        var fastest = closed.Max(one => one.PerSecond);
        foreach (var one in closed)
            Row($"{one.Name}, {one.Connections} conn.", one.PerSecond, $"{one.PerSecond:N0}{(one.Ratio is { } ratio ? $"  ({ratio:0.00})" : "")}  {one.Outcomes[0].P99:0.0} ms");
        if (seed is not null)
            Row($"the Flask baseline, {AcceptOptions.PromisedConnections} conn.", seed.PerSecond, $"{seed.PerSecond:N0}  {seed.P99:0.0} ms");
        return y + SvgPicture.Row;

        void Row(string name, double value, string text)
        {
            picture.Text(10, y += SvgPicture.Row, name);
            picture.Text(SvgPicture.Left + picture.Bar(SvgPicture.Left, y, value / fastest * 0.9, SvgPicture.Colours[0]) + 6, y, text);
        }
    }

    static int DrawLatencies(SvgPicture picture, int y, ScenarioResult[] open)
    {
        picture.Text(10, y += SvgPicture.Row, "Latency from the intended arrival, ms, open loop, everything running", bold: true);
        var longest = open.Max(one => one.Outcomes[0].P999);
        foreach (var one in open)
        {
            var all = one.Outcomes[0];
            foreach (var (name, value, colour) in new[] { ("p50", all.P50, 2), ("p99", all.P99, 1), ("p99.9", all.P999, 3) })
            {
                picture.Text(10, y += SvgPicture.Row, $"{one.Name}, {one.Offered:N0}/s: {name}");
                picture.Text(SvgPicture.Left + picture.Bar(SvgPicture.Left, y, value / longest, SvgPicture.Colours[colour]) + 6, y, $"{value:0.0}");
            }
        }

        return y + SvgPicture.Row;
    }

    static int DrawCosts(SvgPicture picture, int y, ScenarioResult[] scenarios)
    {
        picture.Text(10, y += SvgPicture.Row, "Processor time a request, us (load is the generator)", bold: true);
        string[] processes = [.. scenarios.SelectMany(one => one.CpuMicroseconds.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return CostBars.Draw(picture, y, processes, [.. scenarios.Select(one => ($"{one.Name}, {one.Connections} conn.", one.CpuMicroseconds))], "0");
    }
}
