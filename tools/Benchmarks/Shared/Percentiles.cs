namespace FlashSale.Benchmarks.Shared;

/// <summary>Nearest rank: the least value that at least that share of all values does not exceed.</summary>
static class Percentiles
{
    /// <param name="values">In any order, at least one.</param>
    /// <param name="share">0.5 is the median.</param>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
