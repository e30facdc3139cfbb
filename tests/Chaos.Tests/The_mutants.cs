using System.Runtime.CompilerServices;
using FlashSale.Chaos.Oracle;
using FlashSale.Chaos.Scenarios;
using Shouldly;
using Xunit;

namespace FlashSale.Chaos.Tests;

/// <summary>A patch that no longer applies would be found only by the next run of all mutants, which takes an hour.</summary>
public sealed class The_mutants
{
    static readonly string Folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "mutants");
    static readonly string Root = Path.Combine(Folder, "..", "..", "..");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.patch").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_name_a_scenario_and_the_invariants_that_catch_them(string name)
    {
        var lines = Read(name);
        Catalogue.Find(After(lines, "Scenario: ")).ShouldHaveSingleItem();
        After(lines, "Caught-by: ").Split(' ').ShouldBeSubsetOf(Invariants.All.Select(invariant => invariant.Id).Append("own"), "or by what the scenario itself looks at");
        After(lines, "What: ").ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_apply_to_the_sources(string name)
    {
        var (file, hunk) = ("", new List<string>());
        foreach (var line in Read(name).Append("@@"))
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal) || line.StartsWith("@@", StringComparison.Ordinal))
            {
                if (hunk.Count > 0)
                    File.ReadAllText(Path.Combine(Root, file)).ShouldContain(string.Join('\n', hunk), customMessage: $"{name} no longer applies to {file}");
                hunk.Clear();
                if (line[0] == '-')
                    file = line["--- a/".Length..];
            }
            else if (file.Length > 0 && !line.StartsWith('+') && line.Length > 0)
            {
                hunk.Add(line[1..]);
            }
        }

        file.ShouldNotBeEmpty();
    }

    static string[] Read(string name) => File.ReadAllLines(Path.Combine(Folder, $"{name}.patch"));

    static string After(string[] lines, string word) => lines.Single(line => line.StartsWith(word, StringComparison.Ordinal))[word.Length..];

    static string ThisFile([CallerFilePath] string path = "") => path;
}
