using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FlashSale.Licences;

/// <summary>What `dotnet restore` wrote down for each project of the solution: all its packages, and the folders that they lie in.</summary>
public static partial class RestoredPackages
{
    public static IReadOnlyList<Package> Of(string root)
    {
        var projects = Projects().Matches(File.ReadAllText(Path.Combine(root, "FlashSale.sln"))).Select(match => match.Groups["path"].Value.Replace('\\', '/'));
        return [.. projects.SelectMany(project => OfProject(root, project))
            .GroupBy(package => (package.Id, package.Version))
            .Select(same => same.First() with { Ships = same.Any(package => package.Ships) })
            .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase).ThenBy(package => package.Version, StringComparer.Ordinal)];
    }

    static IEnumerable<Package> OfProject(string root, string project)
    {
        var file = Path.Combine(root, "artifacts/obj", Path.GetFileNameWithoutExtension(project), "project.assets.json");
        if (!File.Exists(file))
            throw new FileNotFoundException($"{project} is not restored: {file} is missing.");
        return OfAssets(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement, project.StartsWith("src/", StringComparison.Ordinal));
    }

    /// <param name="assets">A project.assets.json.</param>
    /// <param name="isService">Whether the project is one that is passed on.</param>
    public static IEnumerable<Package> OfAssets(JsonElement assets, bool isService)
    {
        // The global folder first, then fall-back folders, if some are configured.
        var folders = assets.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        foreach (var package in assets.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
        {
            if (package.Value.GetProperty("type").GetString() != "package")
                continue;
            var folder = assets.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!;
            var (id, version) = (package.Name.Split('/')[0], package.Name.Split('/')[1]);
            yield return new Package(id, version, PackageManifest.LicenceIn(ManifestOf(id, folder, folders)), isService && HasFilesInTheOutput(package.Value));
        }
    }

    static XDocument ManifestOf(string id, string folder, string[] folders)
    {
        var name = $"{id.ToLowerInvariant()}.nuspec";
        return XDocument.Load(folders.Select(one => Path.Combine(one, folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{Path.Combine(folder, name)} is in none of {string.Join(", ", folders)}."));
    }

    // An entry named _._ stands for "nothing needed": .NET has it.
    static bool HasFilesInTheOutput(JsonElement package) => ((string[])["runtime", "native", "runtimeTargets", "resource"]).Any(kind =>
        package.TryGetProperty(kind, out var files) && files.EnumerateObject().Any(file => !file.Name.EndsWith("_._", StringComparison.Ordinal)));

    [GeneratedRegex("\"(?<path>[^\"]+\\.csproj)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Projects();
}
