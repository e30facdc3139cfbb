using System.Xml.Linq;

namespace FlashSale.Licences;

/// <summary>The .nuspec file of a package.</summary>
public static class PackageManifest
{
    public static string LicenceIn(XDocument manifest)
    {
        var licence = Element(manifest, "license");
        return licence?.Attribute("type")?.Value switch
        {
            "expression" => licence.Value.Trim(),
            "file" => $"file {licence.Value.Trim()}",
            _ => Element(manifest, "licenseUrl")?.Value.Trim() ?? "",
        };
    }

    // The format has a namespace for each of its versions.
    static XElement? Element(XDocument manifest, string name) => manifest.Root?.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata")?
        .Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
