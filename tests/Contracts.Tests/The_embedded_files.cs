using System.Reflection;
using System.Text.RegularExpressions;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>SQL and Lua are files, embedded, and asked for by name. A wrong name would be found where its statement first runs, a file that nobody asks for never.</summary>
public sealed partial class The_embedded_files
{
    static readonly string Source = Path.Combine(Servers.Root, "src");

    public static TheoryData<string> Projects => [.. Directory.EnumerateDirectories(Source).Select(folder => Path.GetFileName(folder)!)
        .Where(project => The_architecture.ProjectFile(project).Descendants("EmbeddedResource").Any())];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_be_those_that_code_asks_for(string project)
    {
        var assembly = Assembly.Load(project);
        var embedded = assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal) || name.EndsWith(".lua", StringComparison.Ordinal)).ToArray();
        var asked = The_architecture.SourcesIn(Path.Combine(Source, project)).SelectMany(file => AskedFor(file, assembly)).Distinct(StringComparer.Ordinal).ToArray();

        asked.Except(embedded, StringComparer.Ordinal).ShouldBeEmpty("asked for and not there");
        embedded.Except(asked, StringComparer.Ordinal).ShouldBeEmpty("there and asked for by nobody");
    }

    [Fact]
    public void Should_be_read_in_the_three_ways_that_are_checked_here() =>
        Directory.EnumerateDirectories(Source).SelectMany(The_architecture.SourcesIn)
            .Where(file => File.ReadAllText(file) is var text && text.Contains("GetManifestResourceStream", StringComparison.Ordinal) && EndOfName().IsMatch(text))
            .Select(file => Path.GetFileName(file)).ShouldBe(["EmbeddedSql.cs", "RedisScript.cs", "MessagingSql.cs"], ignoreOrder: true);

    [Theory]
    [InlineData("*.sql")]
    [InlineData("*.lua")]
    public void Should_be_named_in_snake_case(string pattern)
    {
        var files = Directory.EnumerateFiles(Source, pattern, SearchOption.AllDirectories).Where(file => !The_architecture.IsBuilt(file)).ToArray();
        files.ShouldNotBeEmpty();
        files.Where(file => !SnakeCase().IsMatch(Path.GetFileNameWithoutExtension(file))).Select(file => Path.GetRelativePath(Source, file)).ShouldBeEmpty();
    }

    static IEnumerable<string> AskedFor(string file, Assembly assembly)
    {
        var text = File.ReadAllText(file);
        foreach (Match call in SqlNamed().Matches(text))
        {
            var (user, name) = (SqlOf().Match(text).Groups["class"].Value, call.Groups["name"].Value);
            user.ShouldNotBeEmpty($"{file} has no EmbeddedSql");
            name.ShouldNotBeEmpty($"{file}: a name is written where it is asked for");
            yield return $"{assembly.GetTypes().Single(type => type.Name == user && !type.IsNested).Namespace}.{name}.sql";
        }

        foreach (Match call in MessagingStatement().Matches(text))
            yield return $"MassTransit.{call.Groups["name"].Value}.sql";
        foreach (Match field in Script().Matches(text))
            yield return $"FlashSale.Admission.Scripts.{field.Groups["name"].Value}.lua";
    }

    [GeneratedRegex("""\bSql\.Named\(("(?<name>[\w.]+)"\))?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SqlNamed();

    [GeneratedRegex(@"\bEmbeddedSql Sql = new\(typeof\((?<class>\w+)\)\);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SqlOf();

    [GeneratedRegex("""public string \w+ => Read\("(?<name>[\w.]+)"\);""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MessagingStatement();

    [GeneratedRegex("""\bRedisScript \w+ = new\("(?<name>\w+)"\);""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Script();

    [GeneratedRegex("""\.(sql|lua)["']""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EndOfName();

    [GeneratedRegex("^[a-z0-9]+(_[a-z0-9]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SnakeCase();
}
