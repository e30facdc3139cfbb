using System.Text.RegularExpressions;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>Ordering.Api serves buyers, operators and the stand-in payment provider: who of them may know whom.</summary>
public sealed class The_wings
{
    const string Api = "Ordering.Api";

    static readonly string Folder = Path.Combine(Servers.Root, "src", Api);

    [Theory]
    [InlineData("Shop", "Operations")]
    [InlineData("Http", "Shop")]
    [InlineData("Http", "Operations")]
    [InlineData("Sandbox", "Operations")]
    public void Should_not_name(string wing, string other)
    {
        var files = Sources().Where(file => IsIn(file, wing)).ToArray();
        files.ShouldNotBeEmpty();
        files.Where(file => Names(file, other)).Select(Relative).ShouldBeEmpty($"{wing} names {other}");
    }

    [Fact]
    public void Sandbox_should_be_named_by_the_composition_root_alone() =>
        Sources().Where(file => !IsIn(file, "Sandbox") && Names(file, "Sandbox")).Select(Relative).ShouldBe(["OrderingApi.cs"]);

    static IEnumerable<string> Sources() => The_architecture.SourcesIn(Folder);

    static bool IsIn(string file, string wing) => file.StartsWith(Path.Combine(Folder, wing) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static string Relative(string file) => Path.GetRelativePath(Folder, file);

    /// <summary>In a using or in front of a type. The word alone is no name: ApiSettings has a Sandbox, which is a setting.</summary>
    static bool Names(string file, string wing) =>
        Regex.IsMatch(File.ReadAllText(file), $@"\bApi\.{wing}\b|(?<![\w.]){wing}\.[A-Z]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
