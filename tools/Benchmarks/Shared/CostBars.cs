namespace FlashSale.Benchmarks.Shared;

/// <summary>What processes cost, a bar for each row and a colour for each process, with the legend below.</summary>
static class CostBars
{
    const int LegendColumns = 4;
    const int LegendColumnWidth = 140;

    /// <param name="picture">Drawn on.</param>
    /// <param name="y">Of the line above the first row.</param>
    /// <param name="processes">In the order of their colours.</param>
    /// <param name="rows">Name, and cost by process.</param>
    /// <param name="format">Of a row's sum.</param>
    /// <returns>Of the legend's last line.</returns>
    public static int Draw(SvgPicture picture, int y, IReadOnlyList<string> processes, IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Costs)> rows, string format)
    {
        var dearest = rows.Select(row => row.Costs.Values.Sum()).DefaultIfEmpty(1).Max();
        foreach (var (name, costs) in rows)
        {
            picture.Text(10, y += SvgPicture.Row, name);
            var x = SvgPicture.Left;
            for (var i = 0; i < processes.Count; i++)
                x += costs.TryGetValue(processes[i], out var cost) ? picture.Bar(x, y, cost / dearest, Colour(i)) : 0;
            picture.Text(x + 6, y, costs.Values.Sum().ToString(format));
        }

        y += SvgPicture.Row;
        for (var i = 0; i < processes.Count; i++)
        {
            var x = SvgPicture.Left + i % LegendColumns * LegendColumnWidth;
            if (i % LegendColumns == 0)
                y += SvgPicture.Row;
            picture.Square(x, y, Colour(i));
            picture.Text(x + 15, y, processes[i]);
        }

        return y;
    }

    static string Colour(int process) => SvgPicture.Colours[process % SvgPicture.Colours.Count];
}
