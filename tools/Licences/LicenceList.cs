using System.Text.Json;

namespace FlashSale.Licences;

/// <summary>The licences that packages may have: allowed.json. What is not on it is refused.</summary>
public sealed record LicenceList(IReadOnlyList<string> Licences, IReadOnlyDictionary<string, string> Urls, IReadOnlyDictionary<string, AllowedPackage> Packages)
{
    static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, RespectNullableAnnotations = true };

    public static LicenceList Parse(string json) => JsonSerializer.Deserialize<LicenceList>(json, Format)!;

    /// <summary>The licence's name where the package gives only an address that is known.</summary>
    public string NameOf(Package package) => Packages.TryGetValue(KeyOf(package), out var known) ? known.Licence
        : Urls.TryGetValue(package.Licence, out var name) ? name
        : package.Licence.Length == 0 ? "unknown" : package.Licence;

    public bool Allows(Package package) =>
        (Packages.TryGetValue(KeyOf(package), out var known) && known.Reason.Length > 0) || LicenceExpression.IsSatisfied(NameOf(package), licence => Licences.Contains(licence, StringComparer.Ordinal));

    static string KeyOf(Package package) => $"{package.Id}/{package.Version}";
}
