using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace FlashSale.Operate;

/// <summary>An option that is a time, such as 30s, 5m, 2h or 1d.</summary>
static class AgeOption
{
    // What the API takes in seconds is an int.
    const int MostDigits = 5;

    public static Option<TimeSpan?> Of(string name, string description) => new(name) { Description = description, HelpName = "TIME", CustomParser = Parse };

    static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length is > 1 and <= MostDigits + 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && UnitOf(text[^1]) is { } unit
            && count * unit.TotalSeconds <= int.MaxValue)
            return count * unit;
        result.AddError($"{text} is no time, such as 30s, 5m, 2h or 1d.");
        return null;
    }

    static TimeSpan? UnitOf(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
