using System.Text.RegularExpressions;
using System.Xml.Linq;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

public sealed partial class The_architecture
{
    const int Host = 3;

    /// <summary>Each may see those of lower layers; hosts are the top.</summary>
    static readonly Dictionary<string, int> Layers = new(StringComparer.Ordinal)
    {
        ["Contracts"] = 0,
        ["Admission.Redis"] = 1,
        ["Messaging.Postgres"] = 1,
        ["Service.Defaults"] = 2,
        ["Inventory.Consumers"] = Host,
        ["Notifications.Consumers"] = Host,
        ["Ordering.Api"] = Host,
        ["Ordering.Sagas"] = Host,
        ["Schema"] = Host,
    };

    static readonly string Source = Path.Combine(Servers.Root, "src");

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Source).Select(folder => Path.GetFileName(folder)!)];

    public static TheoryData<string> Hosts => [.. Layers.Where(layer => layer.Value == Host).Select(layer => layer.Key)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_should_point_one_way(string project)
    {
        Layers.Keys.ShouldContain(project, "a new project needs its place");
        foreach (var reference in ReferencesOf(project))
            Layers[reference].ShouldBeLessThan(Layers[project], $"{project} references {reference}");
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void No_host_should_know_another(string host)
    {
        var others = Layers.Where(layer => layer.Value == Host && layer.Key != host).Select(layer => layer.Key);
        System.Reflection.Assembly.Load(host).GetReferencedAssemblies().Select(reference => reference.Name!).Intersect(others).ShouldBeEmpty();
    }

    /// <summary>All that the libraries refer to. What comes with it is not ours to choose; whoever takes a library takes no host's packages.</summary>
    public static TheoryData<string, string[]> Libraries => new()
    {
        { "Admission.Redis", ["Contracts", "Microsoft.Extensions.DependencyInjection.Abstractions", "StackExchange.Redis"] },
        {
            "Messaging.Postgres",
            ["MassTransit", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "Npgsql", "Npgsql.EntityFrameworkCore.PostgreSQL"]
        },
    };

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_should_refer_to_what_it_is_about_alone(string library, string[] references) =>
        ProjectFile(library).Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(include => include.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(include) : include)
            .ShouldBe(references, ignoreOrder: true);

    [Fact]
    public void Contracts_should_depend_on_nothing()
    {
        typeof(OrderSubmitted).Assembly.GetReferencedAssemblies().ShouldAllBe(reference => reference.Name!.StartsWith("System", StringComparison.Ordinal));
        ProjectFile("Contracts").Descendants().Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference").ShouldBeEmpty();
    }

    [Fact]
    public void Contracts_should_be_sealed_records_of_one_namespace()
    {
        foreach (var type in Messages.Types)
        {
            type.IsSealed.ShouldBeTrue(type.Name);
            type.BaseType.ShouldBe(typeof(object), type.Name);
            type.GetMethod("<Clone>$").ShouldNotBeNull(type.Name);
            type.Namespace.ShouldBe("FlashSale.Contracts");
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Program_should_fit_on_a_screen(string host) =>
        File.ReadAllLines(Path.Combine(Source, host, "Program.cs")).Length.ShouldBeLessThan(40);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_should_hold_one_public_type(string project)
    {
        var crowded = SourcesOf(project).Where(file => PublicTypes().Count(File.ReadAllText(file)) > 1);
        crowded.Select(file => Path.GetRelativePath(Source, file)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_should_be_at_most_two_deep(string project)
    {
        var deep = SourcesOf(project).Select(file => Path.GetRelativePath(Path.Combine(Source, project), file))
            .Where(file => file.Count(c => c == Path.DirectorySeparatorChar) > 2);
        deep.ShouldBeEmpty();
    }

    static IEnumerable<string> SourcesOf(string project) => SourcesIn(Path.Combine(Source, project));

    internal static IEnumerable<string> SourcesIn(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file));

    internal static bool IsBuilt(string file) => file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal);

    static IEnumerable<string> ReferencesOf(string project) => ProjectFile(project).Descendants("ProjectReference")
        .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/')));

    internal static XDocument ProjectFile(string project) => XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));

    [GeneratedRegex(@"^public ((sealed|static|abstract|partial|readonly|ref|unsafe) )*(class|record|struct|interface|enum|delegate) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PublicTypes();
}
