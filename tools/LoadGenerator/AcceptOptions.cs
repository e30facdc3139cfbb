namespace FlashSale.LoadGenerator;

/// <summary>What ./flashsale bench accept was asked for.</summary>
sealed record AcceptOptions
{
    public const string Usage = """
        usage: ./flashsale bench accept [--seconds N] [--only PART] [--json FILE] [--chart FILE]
                                        [--with-seed-baseline] [--strict]
          --seconds N   length of each closed-loop run (10)
          --only PART   closed (workers stopped), or open (everything running: rush, sale, Redis paused)
          --with-seed-baseline
                        the Flask code of the starting document in the same run, too
          --strict      a figure that is missed ends the run with 1, as a wrong result always does
        """;

    /// <summary>Seconds of a closed-loop run.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>closed or open; null is both.</summary>
    public string? Only { get; init; }

    public string? JsonFile { get; init; }
    public string? ChartFile { get; init; }

    /// <summary>Runs tools/bench/seed-baseline, too.</summary>
    public bool WithSeedBaseline { get; init; }

    /// <summary>Missed figures end the run with 1, too.</summary>
    public bool Strict { get; init; }

    /// <returns>Null when the arguments make no sense.</returns>
    public static AcceptOptions? Parse(string[] arguments)
    {
        if (arguments.FirstOrDefault() != "accept")
            return null;
        var options = new AcceptOptions();
        for (var i = 1; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            AcceptOptions? next = (arguments[i], value) switch
            {
                ("--with-seed-baseline", _) => options with { WithSeedBaseline = true },
                ("--strict", _) => options with { Strict = true },
                ("--seconds", not null) when int.TryParse(value, out var seconds) && seconds > 0 => options with { Seconds = seconds },
                ("--only", "closed" or "open") => options with { Only = value },
                ("--json", not null) => options with { JsonFile = value },
                ("--chart", not null) => options with { ChartFile = value },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
            if (arguments[i] is not ("--strict" or "--with-seed-baseline"))
                i++;
        }

        return options;
    }
}
