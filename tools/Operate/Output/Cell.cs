using System.Text;

namespace FlashSale.Operate.Output;

/// <summary>How a value looks in a listing.</summary>
static class Cell
{
    const string Absent = "-";
    const string Cut = "...";

    /// <summary>On one line and without control characters: the text of a fault is anybody's, and a terminal obeys what it is sent.</summary>
    public static string Of(string? text, int most = int.MaxValue)
    {
        var line = new StringBuilder();
        foreach (var c in text ?? "")
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
                line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        var cell = line.ToString().TrimEnd();
        return cell.Length switch
        {
            0 => Absent,
            var length when length > most => cell[..(most - Cut.Length)] + Cut,
            _ => cell,
        };
    }

    public static string Of(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ") ?? Absent;

    public static string Of(Guid? id) => id?.ToString() ?? Absent;

    public static string Of(long number) => number.ToString();

    /// <summary>Since then, in the largest unit that fits.</summary>
    public static string AgeOf(DateTimeOffset? time) => (TimeProvider.System.GetUtcNow() - time) switch
    {
        null => Absent,
        { TotalMinutes: < 1 } => "< 1 min",
        { TotalHours: < 2 } age => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } age => $"{(int)age.TotalHours} h",
        { } age => $"{(int)age.TotalDays} days",
    };

    /// <summary>A count with its noun: 1 dead letter, 2 dead letters.</summary>
    public static string Count(long count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
