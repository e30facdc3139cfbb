using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Licences.Tests;

public sealed class The_licences
{
    static readonly LicenceList List = LicenceList.Parse(File.ReadAllText(Path.Combine(Servers.Root, "tools/Licences/allowed.json")));
    static readonly IReadOnlyList<Package> Packages = RestoredPackages.Of(Servers.Root);

    [Fact]
    public void Should_all_be_allowed() => Packages.Where(package => !List.Allows(package)).ShouldBeEmpty();

    [Fact]
    public void Should_tell_what_ships_from_what_is_for_build_and_tests()
    {
        var shipped = Packages.Where(package => package.Ships).Select(package => package.Id).ToArray();
        // Transitive ones, too.
        shipped.ShouldContain("MassTransit.Abstractions");
        shipped.ShouldContain("OpenTelemetry.Api");
        shipped.ShouldNotContain("Meziantou.Analyzer");
        shipped.ShouldNotContain("Shouldly");
        Packages.Select(package => package.Id).ShouldContain("Meziantou.Analyzer");
        Packages.Select(package => package.Id).ShouldContain("xunit.abstractions");
    }

    [Fact]
    public void Should_have_a_reason_where_a_package_is_allowed_by_name() =>
        List.Packages.ShouldAllBe(package => package.Value.Reason.Length > 20 && package.Key.Contains('/'));
}
