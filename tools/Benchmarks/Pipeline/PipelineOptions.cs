namespace FlashSale.PipelineBench;

/// <param name="Benchmark">pipeline or messaging.</param>
/// <param name="Count">Orders a stage, or messages a kind.</param>
/// <param name="WarmUp">Orders that go through everything before anything is measured; pipeline only.</param>
/// <param name="Finished">Finished orders to generate, after which burst and payment are measured once more; pipeline only.</param>
/// <param name="JsonFile">Where to write the figures, too.</param>
/// <param name="ChartFile">Where to draw them (SVG); pipeline only.</param>
sealed record BenchOptions(string Benchmark, int Count, int WarmUp = 0, int Finished = 0, string? JsonFile = null, string? ChartFile = null)
{
    public const string Usage = """
        usage: ./flashsale bench pipeline  [--orders N] [--warm-up N] [--finished N] [--json FILE] [--chart FILE]
               ./flashsale bench messaging [--messages N] [--json FILE]
        """;

    /// <returns>Null when the arguments make no sense.</returns>
    public static BenchOptions? Parse(string[] arguments)
    {
        var options = arguments.FirstOrDefault() switch
        {
            "pipeline" => new BenchOptions("pipeline", 20_000, WarmUp: 5_000),
            "messaging" => new BenchOptions("messaging", 10_000),
            _ => null,
        };
        foreach (var pair in arguments.Skip(1).Chunk(2))
        {
            options = (options?.Benchmark, pair) switch
            {
                ("pipeline", ["--orders", _]) or ("messaging", ["--messages", _]) when Positive(pair[1]) is { } count => options! with { Count = count },
                ("pipeline", ["--warm-up", var number]) when Positive(number) is { } count => options with { WarmUp = count },
                ("pipeline", ["--finished", var number]) when Positive(number) is { } count => options with { Finished = count },
                (not null, ["--json", var file]) => options with { JsonFile = file },
                ("pipeline", ["--chart", var file]) => options with { ChartFile = file },
                _ => null,
            };
        }

        return options;
    }

    static int? Positive(string text) => int.TryParse(text, out var number) && number > 0 ? number : null;
}
