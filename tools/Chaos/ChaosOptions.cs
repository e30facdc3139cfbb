using System.Globalization;

namespace FlashSale.Chaos;

/// <summary>chaos [SCENARIO|all|random|list] [--seed N] [--minutes M] [--report FOLDER]</summary>
sealed record ChaosOptions(string Scenario, int Seed, double Minutes, string? Report)
{
    /// <exception cref="FormatException">An unknown word, or one without its value.</exception>
    public static ChaosOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ChaosOptions("all", 1, 10, null);
        for (var index = 0; index < arguments.Count; index++)
        {
            var word = arguments[index];
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Scenario = word };
                continue;
            }

            var value = ++index < arguments.Count ? arguments[index] : throw new FormatException($"{word} wants a value.");
            options = word switch
            {
                "--seed" => options with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
                "--minutes" => options with { Minutes = double.Parse(value, CultureInfo.InvariantCulture) },
                "--report" => options with { Report = value },
                _ => throw new FormatException($"{word} is no option of chaos."),
            };
        }

        return options;
    }
}
