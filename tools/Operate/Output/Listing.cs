using Spectre.Console;

namespace FlashSale.Operate.Output;

/// <summary>Rows of one kind: a table on a terminal; elsewhere aligned columns with one line a row, which grep and awk can read.</summary>
public sealed class Listing(params Column[] columns)
{
    const int Gap = 2;

    readonly List<string[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        string[][] lines = [[.. columns.Select(column => column.Header)], .. _rows];
        int[] widths = [.. columns.Select((_, column) => lines.Max(line => line[column].Length) + Gap)];
        foreach (var line in lines)
            output.WriteLine(string.Concat(line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    public Table ToTable()
    {
        var stacks = Stacks();
        var table = new Table { Border = TableBorder.Rounded, ShowRowSeparators = columns.Any(column => column.Stacked) };
        foreach (var stack in stacks)
        {
            var header = new Text(string.Join('\n', stack.Select(column => columns[column].Header)), new Style(decoration: Decoration.Bold));
            table.AddColumn(new TableColumn(header) { NoWrap = stack.Any(column => columns[column].Whole) });
        }

        foreach (var row in _rows)
            table.AddRow(stacks.Select(stack => new Text(string.Join('\n', stack.Select(column => row[column])))));
        return table;
    }

    List<List<int>> Stacks()
    {
        var stacks = new List<List<int>>();
        for (var column = 0; column < columns.Length; column++)
        {
            if (columns[column].Stacked)
                stacks[^1].Add(column);
            else
                stacks.Add([column]);
        }

        return stacks;
    }
}
