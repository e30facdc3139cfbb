using System.Text.RegularExpressions;
using System.Xml.Linq;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>They follow folders: what stands in a file's using is where the type is found.</summary>
public sealed partial class The_namespaces
{
    /// <summary>
    /// Messaging.Postgres speaks as one of MassTransit's integrations, in MassTransit.PostgresIntegration. Names of consumers with their
    /// namespaces are on the wire and in inbox keys: those of notices stay where they were.
    /// </summary>
    static readonly string[] Exempt = ["src/Messaging.Postgres/", "tests/Messaging.Postgres.Tests/", "src/Notifications.Consumers/Consumers/", "tools/bench/"];

    public static TheoryData<string> Projects => [.. new[] { "src", "tests", "tools" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Servers.Root, folder), "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
        .Select(file => Path.GetRelativePath(Servers.Root, file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_follow_folders(string project)
    {
        var root = XDocument.Load(Path.Combine(Servers.Root, project)).Descendants("RootNamespace").SingleOrDefault()?.Value;
        var folder = Path.Combine(Servers.Root, Path.GetDirectoryName(project)!);
        foreach (var file in The_architecture.SourcesIn(folder).Where(file => !Array.Exists(Exempt, exempt => Path.GetRelativePath(Servers.Root, file).StartsWith(exempt, StringComparison.Ordinal))))
        {
            var text = File.ReadAllText(file);
            if (project.StartsWith("src", StringComparison.Ordinal))
                text.ShouldNotContain("global using ", Case.Sensitive, file);
            if (!Namespace().Match(text).Groups["name"].Success && Path.GetFileName(file) is "Program.cs" or "GlobalUsings.cs")
                continue;
            var inside = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            Namespace().Match(text).Groups["name"].Value.ShouldBe(inside == "." ? root : $"{root}.{inside}", file);
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();
}
