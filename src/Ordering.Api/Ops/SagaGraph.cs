using System.Text.RegularExpressions;

namespace FlashSale.Ordering.Api.Ops;

/// <summary>The saga as docs/saga.md draws it. The page is generated from the machine, so what it says is what the machine does.</summary>
public static partial class SagaGraph
{
    static readonly string Drawing = Read();

    static readonly ILookup<string, string> Events = Edge().Matches(Drawing)
        .ToLookup(edge => edge.Groups["from"].Value, edge => edge.Groups["event"].Value, StringComparer.Ordinal);

    /// <summary>A Mermaid state diagram.</summary>
    public static string Mermaid => Drawing;

    /// <summary>The events that lead out of a state; of the state before the first, those that begin an order.</summary>
    public static IReadOnlyList<string> EventsOutOf(string state) => [.. Events[state].Distinct(StringComparer.Ordinal)];

    public const string Beginning = "[*]";

    static string Read()
    {
        using var stream = typeof(SagaGraph).Assembly.GetManifestResourceStream("saga.md") ?? throw new InvalidOperationException("docs/saga.md is not embedded.");
        using var reader = new StreamReader(stream);
        return Fence().Match(reader.ReadToEnd()) is { Success: true } match ? match.Groups["drawing"].Value : throw new InvalidOperationException("docs/saga.md holds no drawing.");
    }

    [GeneratedRegex("^```mermaid\\n(?<drawing>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex("^\\s*(?<from>\\S+) --> \\S+?: (?<event>\\w+)\\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edge();
}
