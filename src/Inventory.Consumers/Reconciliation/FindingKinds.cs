using System.Text.Json;

namespace FlashSale.Inventory.Reconciliation;

/// <summary>The kinds as they are named in tables, metrics and answers: submission-lost.</summary>
public static class FindingKinds
{
    static readonly Dictionary<FindingKind, string> Names = Enum.GetValues<FindingKind>().ToDictionary(kind => kind, kind => JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}"));
    static readonly Dictionary<string, FindingKind> Kinds = Names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

    public static string Name(this FindingKind kind) => Names[kind];

    public static FindingKind Named(string name) => Kinds[name];
}
