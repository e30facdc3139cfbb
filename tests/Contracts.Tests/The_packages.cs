using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

public sealed class The_packages : IDisposable
{
    static readonly string Source = Path.Combine(Servers.Root, "src");
    static readonly string[] Ours = [.. Directory.EnumerateDirectories(Source).Select(folder => Path.GetFileName(folder)!)];

    readonly DirectoryInfo _output = Directory.CreateTempSubdirectory("packages-");

    public void Dispose() => _output.Delete(recursive: true);

    [Fact]
    public void Should_be_the_two_libraries()
    {
        XDocument.Load(Path.Combine(Servers.Root, "Directory.Build.props")).Descendants("IsPackable").Single().Value.ShouldBe("false");
        Directory.EnumerateFiles(Servers.Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .Where(file => XDocument.Load(file).Descendants("IsPackable").Any(packable => packable.Value != "false"))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ShouldBe(["Admission.Redis", "Messaging.Postgres"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Admission.Redis", "README.md")]
    [InlineData("Messaging.Postgres", "README.md", "Schema/001_messaging.sql")]
    public async Task Should_each_be_of_use_alone(string library, params string[] files)
    {
        await PackAsync(library);

        await using var package = await ZipFile.OpenReadAsync(_output.GetFiles("*.nupkg").ShouldHaveSingleItem().FullName);
        var manifest = await ReadAsync(package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)));
        Element(manifest, "id").ShouldBe($"FlashSale.{library}");
        Element(manifest, "license").ShouldBe("Apache-2.0");
        Element(manifest, "description").ShouldNotBe("Package Description");
        manifest.Descendants().Where(element => element.Name.LocalName == "frameworkReference").ShouldBeEmpty();
        // No package of ours has to be there beside it, and no assembly of ours is missing in it.
        manifest.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)
            .ShouldAllBe(id => !Ours.Contains(id) && !id.StartsWith("FlashSale", StringComparison.Ordinal));
        var assemblies = package.Entries.Where(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal)).ToArray();
        var names = assemblies.Select(entry => Path.GetFileNameWithoutExtension(entry.Name)).ToArray();
        names.ShouldContain(library);
        (await Task.WhenAll(assemblies.Select(ReferencesAsync))).SelectMany(references => references).Intersect(Ours).ShouldBeSubsetOf(names);
        package.Entries.Select(entry => entry.FullName).Intersect(files).ShouldBe(files, ignoreOrder: true);
    }

    /// <summary>As built for these tests.</summary>
    async Task PackAsync(string library)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        using var pack = Process.Start(new ProcessStartInfo("dotnet",
            ["pack", Path.Combine(Source, library, $"{library}.csproj"), "--no-build", "-c", configuration, "-o", _output.FullName, "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        pack.ExitCode.ShouldBe(0, said);
    }

    static async Task<XDocument> ReadAsync(ZipArchiveEntry entry)
    {
        await using var content = await entry.OpenAsync();
        return await XDocument.LoadAsync(content, LoadOptions.None, CancellationToken.None);
    }

    static string Element(XDocument manifest, string name) => manifest.Descendants().Single(element => element.Name.LocalName == name).Value;

    static async Task<string[]> ReferencesAsync(ZipArchiveEntry entry)
    {
        var content = new MemoryStream();
        await using (var compressed = await entry.OpenAsync())
            await compressed.CopyToAsync(content);
        content.Position = 0;
        using var assembly = new PEReader(content);
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
