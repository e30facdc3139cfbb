namespace FlashSale.PipelineBench;

/// <param name="Benchmark">pipeline or messaging.</param>
/// <param name="Count">Orders a stage, or messages a kind.</param>
/// <param name="JsonFile">Where to write the figures, too.</param>
/// <param name="ChartFile">Where to draw them (SVG); pipeline only.</param>
sealed record BenchOptions(string Benchmark, int Count, string? JsonFile, string? ChartFile)
{
    public const string Usage = """
        usage: ./flashsale bench pipeline  [--orders N] [--json FILE] [--chart FILE]
               ./flashsale bench messaging [--messages N] [--json FILE]
        """;

    /// <returns>Null when the arguments make no sense.</returns>
    public static BenchOptions? Parse(string[] arguments)
    {
        var options = arguments.FirstOrDefault() switch
        {
            "pipeline" => new BenchOptions("pipeline", 20_000, null, null),
            "messaging" => new BenchOptions("messaging", 10_000, null, null),
            _ => null,
        };
        foreach (var pair in arguments.Skip(1).Chunk(2))
        {
            options = (options?.Benchmark, pair) switch
            {
                ("pipeline", ["--orders", _]) or ("messaging", ["--messages", _]) when int.TryParse(pair[1], out var count) && count > 0 => options! with { Count = count },
                (not null, ["--json", var file]) => options with { JsonFile = file },
                ("pipeline", ["--chart", var file]) => options with { ChartFile = file },
                _ => null,
            };
        }

        return options;
    }
}
