using FlashSale.ServiceDefaults.Startup;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class The_known_migrations
{
    [Fact]
    public void Should_know_the_files_that_it_was_built_with() =>
        KnownMigrations.OfThisBuild.Names.ShouldBe(
            Directory.EnumerateDirectories(Path.Combine(Servers.Root, "src")).Select(project => Path.Combine(project, "Schema")).Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFiles).Select(file => Path.GetFileName(file)!),
            ignoreOrder: true);

    [Theory]
    [InlineData("001_a.sql 002_b.sql", null)]
    [InlineData("001_a.sql 002_b.sql 003_c.sql", null)]
    [InlineData("", "The schema is at 000, this build needs 002: run ./flashsale up or the schema job")]
    [InlineData("001_a.sql", "The schema is at 001, this build needs 002: run ./flashsale up or the schema job")]
    [InlineData("001_a.sql 003_c.sql", "The schema lacks 002_b.sql, which this build needs: run ./flashsale up or the schema job")]
    [InlineData("001_a.sql 002_b.sql:2 003_c.sql:2", null)]
    [InlineData("001_a.sql 002_b.sql 003_c.sql:3 004_d.sql", "The schema no longer supports this build (compatible since 003, this build knows 002): deploy a newer one")]
    public void Should_say_why(string applied, string? reason)
    {
        var rows = applied.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(':')).Select(row => new AppliedMigration(row[0], row.Length > 1 ? int.Parse(row[1]) : null));

        new KnownMigrations(["001_a.sql", "002_b.sql"]).WhyUnsuited([.. rows]).ShouldBe(reason);
    }
}
