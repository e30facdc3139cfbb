using System.Globalization;

namespace FlashSale.Chaos;

/// <summary>What ./flashsale chaos was asked for.</summary>
sealed record ChaosOptions
{
    public const string Usage = """
        usage: ./flashsale chaos [SCENARIO,...|all|ci|random] [--seed N] [--minutes M] [--report FOLDER]
               ./flashsale chaos list | mutants [NAME]
          SCENARIO       a name of `./flashsale chaos list`, or a number of the matrix for all of its variants: F7
          all            every scenario, about an hour (the default); ci: those at the end of ./flashsale test
          random         a schedule drawn from the seed, for --minutes M (10)
          --seed N       the same seed gives the same schedule and the same crowd (1)
          --report FOLDER  for chaos.md and chaos.json (.flashsale/chaos/report)
        """;

    public string Scenario { get; init; } = "all";
    public int Seed { get; init; } = 1;

    /// <summary>Length of a random run.</summary>
    public double Minutes { get; init; } = 10;

    public string? Report { get; init; }

    /// <returns>Null when the arguments make no sense.</returns>
    public static ChaosOptions? Parse(ReadOnlySpan<string> arguments) => new ChaosOptions().With(arguments);

    ChaosOptions? With(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => this,
        ["--seed", var number, .. var rest] when int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) => (this with { Seed = seed }).With(rest),
        ["--minutes", var number, .. var rest] when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes) && minutes > 0 => (this with { Minutes = minutes }).With(rest),
        ["--report", var folder, .. var rest] => (this with { Report = folder }).With(rest),
        [var word, .. var rest] when !word.StartsWith('-') => (this with { Scenario = word }).With(rest),
        _ => null,
    };
}
