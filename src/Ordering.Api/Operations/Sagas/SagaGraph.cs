using System.Text.RegularExpressions;

namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>The saga as docs/saga.md draws it. The page is generated from the machine, so what it says is what the machine does.</summary>
public static partial class SagaGraph
{
    /// <summary>What the page's table says of an event in a state, beside the states that it leads to.</summary>
    public const string Ignored = "·";
    public const string Noted = "noted";
    public const string Fault = "**fault**";

    static readonly string Page = Read();
    static readonly string Drawing = Fence().Match(Page) is { Success: true } match ? match.Groups["drawing"].Value : throw new InvalidOperationException("docs/saga.md holds no drawing.");

    static readonly ILookup<string, string> Events = Edge().Matches(Drawing)
        .ToLookup(edge => edge.Groups["from"].Value, edge => edge.Groups["event"].Value, StringComparer.Ordinal);

    static readonly Dictionary<(string Event, string State), string> Decisions = ReadTable();

    /// <summary>A Mermaid state diagram.</summary>
    public static string Mermaid => Drawing;

    /// <summary>The events that lead out of a state; of the state before the first, those that begin an order.</summary>
    public static IReadOnlyList<string> EventsOutOf(string state) => [.. Events[state].Distinct(StringComparer.Ordinal)];

    public const string Beginning = "[*]";

    /// <summary>Whether a message is one of the saga's events.</summary>
    public static bool Knows(string message) => Decisions.Keys.Any(decided => decided.Event == message);

    /// <returns>Ignored, Noted, Fault or an arrow with the states that the event can lead to; null for what is no event or state.</returns>
    public static string? DecisionOn(string message, string state) => Decisions.GetValueOrDefault((message, state));

    static Dictionary<(string, string), string> ReadTable()
    {
        var rows = Page.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToArray();
        var states = rows[0];
        return rows.Skip(2).SelectMany(row => row.Skip(1).Select((decision, column) => (Key: (row[0], states[column + 1]), decision))).ToDictionary(cell => cell.Key, cell => cell.decision);
    }

    static string Read()
    {
        using var stream = typeof(SagaGraph).Assembly.GetManifestResourceStream("saga.md") ?? throw new InvalidOperationException("docs/saga.md is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^```mermaid\\n(?<drawing>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex("^\\s*(?<from>\\S+) --> \\S+?: (?<event>\\w+)\\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edge();
}
