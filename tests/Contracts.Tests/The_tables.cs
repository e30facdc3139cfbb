using System.Text.RegularExpressions;
using FlashSale.Ordering.Api;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>Each table has one writer, the host whose migration creates it. Other hosts read views of it and call functions.</summary>
public sealed partial class The_tables
{
    static readonly string Source = Path.Combine(Servers.Root, "src");

    /// <summary>By schema and name: the project that owns it, and whether it is a table.</summary>
    static readonly Dictionary<string, (string Owner, bool IsTable)> Objects = FindObjects();

    [Theory]
    [InlineData("ordering.orders", "Ordering.Sagas")]
    [InlineData("ordering.payments", "Ordering.Api")]
    [InlineData("inventory.movements", "Inventory.Consumers")]
    public void Should_have_an_owner(string table, string owner) => Objects[table].ShouldBe((owner, true));

    [Theory]
    [InlineData("Ordering.Api")]
    [InlineData("Ordering.Sagas")]
    [InlineData("Inventory.Consumers")]
    [InlineData("Notifications.Consumers")]
    public void Should_not_be_named_by_other_hosts(string host)
    {
        var named = Statements(host).SelectMany(file => Names().Matches(WithoutComments(File.ReadAllText(file))).Select(name => (File: Path.GetFileName(file), Name: name.Value)))
            .Where(use => Objects.TryGetValue(use.Name, out var found) && found.IsTable && found.Owner != host);
        named.ShouldBeEmpty("read a view of the owner, or call its function");
    }

    /// <summary>Messaging tables are created for a schema: the only one who may use them is the host that hands it to AddBus.</summary>
    [Fact]
    public void Should_have_one_host_for_the_messages_of_a_schema()
    {
        var schemas = Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(file => !The_architecture.IsBuilt(file))
            .SelectMany(file => MessagingSchema().Matches(File.ReadAllText(file)).Select(match => match.Groups["schema"].Value));
        schemas.ShouldBe(["\"inventory\"", "\"notifications\"", "\"ordering\"", "OrderingApiDbContext.MessagingSchema"], ignoreOrder: true);
        OrderingApiDbContext.MessagingSchema.ShouldBe("ordering_api");
    }

    static IEnumerable<string> Statements(string host) => Directory.EnumerateFiles(Path.Combine(Source, host), "*.*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".sql" or ".cs" && !The_architecture.IsBuilt(file) && !file.Contains("/Schema/", StringComparison.Ordinal));

    static string WithoutComments(string text) => Comments().Replace(text, "");

    static Dictionary<string, (string, bool)> FindObjects()
    {
        var found = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Source, "*.sql", SearchOption.AllDirectories).Where(file => file.Contains("/Schema/", StringComparison.Ordinal) && !The_architecture.IsBuilt(file)))
        {
            foreach (Match created in Created().Matches(File.ReadAllText(file)))
                found[created.Groups["name"].Value] = (Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0], created.Groups["kind"].Value == "TABLE");
        }

        return found;
    }

    [GeneratedRegex(@"CREATE (OR REPLACE )?(?<kind>TABLE|VIEW|FUNCTION) (IF NOT EXISTS )?(?<name>\w+\.\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Created();

    [GeneratedRegex(@"\b(ordering|inventory|notifications|sandbox)\.[a-z_]+\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"(//|--).*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\.AddBus\((?<schema>[^,]+),", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MessagingSchema();
}
