using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Streams;

/// <summary>What ./flashsale bench streams was asked for.</summary>
sealed record StreamOptions(int Streams = 5_000, int Rate = 500)
{
    public const string Usage = """
        usage: ./flashsale bench streams [--streams N] [--rate N]
          --streams N   clients that follow an order each, at once (5000)
          --rate N      orders a second that are placed, and later paid (500)
        """;

    /// <returns>Null when the arguments make no sense.</returns>
    public static StreamOptions? Parse(string[] arguments) => arguments is ["streams", .. var rest] ? new StreamOptions().With(rest) : null;

    StreamOptions? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => this,
        ["--streams", var number, .. var rest] when PositiveNumber.Parse(number) is { } streams => (this with { Streams = streams }).With(rest),
        ["--rate", var number, .. var rest] when PositiveNumber.Parse(number) is { } rate => (this with { Rate = rate }).With(rest),
        _ => null,
    };
}
