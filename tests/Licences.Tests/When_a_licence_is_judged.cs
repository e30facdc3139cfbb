using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace FlashSale.Licences.Tests;

public sealed class When_a_licence_is_judged
{
    static readonly LicenceList List = LicenceList.Parse("""
        {
          "licences": ["MIT", "Apache-2.0"], // Comments are allowed.
          "urls": { "https://example.com/mit": "MIT", "https://example.com/gpl": "GPL-3.0-only" },
          "packages": {
            "Odd/1.0.0": { "licence": "its own", "reason": "we asked, and may" },
            "Silent/1.0.0": { "licence": "its own", "reason": "" }
          }
        }
        """);

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("GPL-3.0-only", false)]
    [InlineData("mit", false)]
    [InlineData("Apache-2.0 OR MPL-2.0", true)]
    [InlineData("MPL-2.0 OR Apache-2.0", true)]
    [InlineData("Apache-2.0 AND MPL-2.0", false)]
    [InlineData("GPL-3.0-only OR MIT AND Apache-2.0", true)]
    [InlineData("(GPL-3.0-only OR MIT) AND MPL-2.0", false)]
    [InlineData("(MIT AND Apache-2.0) OR GPL-3.0-only", true)]
    [InlineData("Apache-2.0 WITH LLVM-exception", false)]
    [InlineData("https://example.com/mit", true)]
    [InlineData("https://example.com/gpl", false)]
    [InlineData("https://example.com/never-seen", false)]
    [InlineData("file LICENSE.txt", false)]
    [InlineData("MIT LICENSE", false)]
    [InlineData("(MIT", false)]
    [InlineData("MIT AND", false)]
    [InlineData("", false)]
    public void Should_allow_what_is_on_the_list(string licence, bool allowed) => List.Allows(new Package("Any", "1.0.0", licence, Ships: true)).ShouldBe(allowed);

    [Fact]
    public void Should_allow_a_package_by_name_only_in_the_version_looked_at_and_with_a_reason()
    {
        List.Allows(new Package("Odd", "1.0.0", "file LICENSE.txt", Ships: true)).ShouldBeTrue();
        List.Allows(new Package("Odd", "1.0.1", "file LICENSE.txt", Ships: true)).ShouldBeFalse();
        List.Allows(new Package("Silent", "1.0.0", "file LICENSE.txt", Ships: true)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("<license type=\"expression\">MIT</license><licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>", "MIT")]
    [InlineData("<license type=\"file\">LICENSE.md</license><licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>", "file LICENSE.md")]
    [InlineData("<licenseUrl> https://example.com/mit </licenseUrl>", "https://example.com/mit")]
    [InlineData("", "")]
    public void Should_be_read_from_the_packages_manifest(string metadata, string licence) =>
        PackageManifest.LicenceIn(XDocument.Parse($"<package xmlns=\"urn:any\"><metadata>{metadata}</metadata></package>")).ShouldBe(licence);

    /// <summary>The command, on a repository with one package: found in the second of its folders, and named.</summary>
    [Fact]
    public async Task Should_name_the_package_and_end_with_1()
    {
        using var repository = new RepositoryWithOnePackage("GPL-3.0-only");
        var (code, output) = await repository.LicencesAsync();
        output.ShouldContain("not allowed: Forbidden 2.0.0: GPL-3.0-only");
        output.ShouldContain("1 packages, 1 with a licence that is not allowed");
        code.ShouldBe(1);
    }

    [Fact]
    public async Task Should_end_with_0_when_all_is_allowed()
    {
        using var repository = new RepositoryWithOnePackage("MIT");
        (await repository.LicencesAsync()).Code.ShouldBe(0);
    }
}
