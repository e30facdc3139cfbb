using System.Globalization;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>What pgbench prints at its end.</summary>
static class PgbenchOutput
{
    const string Rate = "tps = ";
    const string Failed = "number of failed transactions: ";

    /// <returns>Transactions a second, the time for connecting left out.</returns>
    /// <exception cref="FormatException">There is no such figure, or transactions failed.</exception>
    public static double ReadRate(string output)
    {
        var lines = output.Split('\n');
        return Array.Find(lines, line => line.StartsWith(Rate, StringComparison.Ordinal)) is { } rate
            && !Array.Exists(lines, line => line.StartsWith(Failed, StringComparison.Ordinal) && line[Failed.Length] != '0')
            ? double.Parse(rate[Rate.Length..].Split(' ')[0], CultureInfo.InvariantCulture)
            : throw new FormatException($"pgbench did not run as it should: {output}");
    }
}
