using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>What ./flashsale bench pipeline was asked for.</summary>
/// <param name="Orders">A stage.</param>
/// <param name="WarmUp">Orders that go through everything before anything is measured.</param>
/// <param name="Finished">Finished orders to generate, after which burst and payment are measured once more.</param>
/// <param name="JsonFile">Where to write the figures, too.</param>
/// <param name="ChartFile">Where to draw them (SVG).</param>
sealed record PipelineOptions(int Orders = 20_000, int WarmUp = 5_000, int Finished = 0, string? JsonFile = null, string? ChartFile = null)
{
    public const string Usage = "usage: ./flashsale bench pipeline [--orders N] [--warm-up N] [--finished N] [--json FILE] [--chart FILE]";

    /// <returns>Null when the arguments make no sense.</returns>
    public static PipelineOptions? Parse(string[] arguments) => arguments is ["pipeline", .. var rest] ? new PipelineOptions().With(rest) : null;

    PipelineOptions? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => this,
        ["--orders", var number, .. var rest] when PositiveNumber.Parse(number) is { } orders => (this with { Orders = orders }).With(rest),
        ["--warm-up", var number, .. var rest] when PositiveNumber.Parse(number) is { } warmUp => (this with { WarmUp = warmUp }).With(rest),
        ["--finished", var number, .. var rest] when PositiveNumber.Parse(number) is { } finished => (this with { Finished = finished }).With(rest),
        ["--json", var file, .. var rest] => (this with { JsonFile = file }).With(rest),
        ["--chart", var file, .. var rest] => (this with { ChartFile = file }).With(rest),
        _ => null,
    };
}
