using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Admission;

/// <summary>What ./flashsale bench accept was asked for.</summary>
sealed record AcceptOptions
{
    public const string Usage = """
        usage: ./flashsale bench accept [--seconds N] [--connections N,...] [--only PART,...] [--with-seed-baseline]
                                        [--json FILE] [--chart FILE] [--strict]
          --seconds N             length of each closed-loop run (10)
          --connections N,...     of the closed-loop runs of accept (10,50,200,500)
          --only PART,...         closed (with the workers stopped); rush, sale, pause (everything running)
          --with-seed-baseline    the Flask code of the starting document in the same run, too
          --strict                a figure that is missed ends the run with 1, as a wrong result always does
        """;

    /// <summary>The connections whose figures are promised.</summary>
    public const int PromisedConnections = 200;

    static readonly string[] AllParts = ["closed", "rush", "sale", "pause"];

    /// <summary>Seconds of a closed-loop run.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>Connections of the closed-loop runs of accept; <see cref="PromisedConnections"/> is always among them.</summary>
    public IReadOnlyList<int> Connections { get; init; } = [10, 50, PromisedConnections, 500];

    public IReadOnlyList<string> Parts { get; init; } = AllParts;
    public string? JsonFile { get; init; }
    public string? ChartFile { get; init; }

    /// <summary>Runs tools/bench/seed-baseline, too.</summary>
    public bool WithSeedBaseline { get; init; }

    /// <summary>Missed figures end the run with 1, too.</summary>
    public bool Strict { get; init; }

    /// <returns>Null when the arguments make no sense.</returns>
    public static AcceptOptions? Parse(string[] arguments) => arguments is ["accept", .. var rest] ? new AcceptOptions().With(rest) : null;

    AcceptOptions? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => this,
        ["--strict", .. var rest] => (this with { Strict = true }).With(rest),
        ["--with-seed-baseline", .. var rest] => (this with { WithSeedBaseline = true }).With(rest),
        ["--seconds", var number, .. var rest] when PositiveNumber.Parse(number) is { } seconds => (this with { Seconds = seconds }).With(rest),
        ["--connections", var list, .. var rest] when Connected(list) is { } connections => (this with { Connections = connections }).With(rest),
        ["--only", var list, .. var rest] when list.Split(',') is var parts && parts.All(part => AllParts.Contains(part, StringComparer.Ordinal)) => (this with { Parts = parts }).With(rest),
        ["--json", var file, .. var rest] => (this with { JsonFile = file }).With(rest),
        ["--chart", var file, .. var rest] => (this with { ChartFile = file }).With(rest),
        _ => null,
    };

    static int[]? Connected(string list)
    {
        var numbers = list.Split(',').Select(PositiveNumber.Parse).ToArray();
        return numbers.All(number => number is not null) && numbers.Contains(PromisedConnections) ? [.. numbers.Select(number => number!.Value)] : null;
    }
}
