using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_a_file_is_read
{
    [Theory]
    [InlineData("SELECT 1; SELECT 2;", "SELECT 1", "SELECT 2")]
    [InlineData("SELECT 1;;\n ;", "SELECT 1")]
    [InlineData("-- a; b\nSELECT 1 -- c; d\n, 2; /* e; /* f; */ g; */ SELECT 3", "SELECT 1 -- c; d\n, 2", "SELECT 3")]
    [InlineData("SELECT 'a;b', 'it''s;', \"c;d\"; SELECT 2", "SELECT 'a;b', 'it''s;', \"c;d\"", "SELECT 2")]
    [InlineData(@"SELECT E'a\';b'; SELECT 'c\'; SELECT 3", @"SELECT E'a\';b'", @"SELECT 'c\'", "SELECT 3")]
    [InlineData("DO $$ BEGIN; $x$;$x$ END $$; SELECT $1$;", "DO $$ BEGIN; $x$;$x$ END $$", "SELECT $1$")]
    [InlineData("DO $body$ a; $$; b $body$; SELECT a$b$ ; SELECT 2", "DO $body$ a; $$; b $body$", "SELECT a$b$", "SELECT 2")]
    [InlineData("-- nothing; at all\n")]
    public void Should_be_taken_apart_at_its_semicolons(string sql, params string[] statements) =>
        SqlStatements.Split(sql).Select(statement => statement.Text).ShouldBe(statements);

    [Fact]
    public void Should_know_the_lines_of_its_statements()
    {
        var statements = SqlStatements.Split("-- one\nSELECT 2;\n\n\nSELECT 5,\n6");

        statements.Select(statement => statement.Line).ShouldBe([2, 5]);
        statements[1].LineAt(11).ShouldBe(6);
        statements[1].LineAt(0).ShouldBe(5);
    }

    [Fact]
    public void Should_say_how_it_is_applied_at_its_top()
    {
        var file = Migration.Parse("095_x.sql", "-- Why.\n-- migrate: no-transaction\r\n\n-- migrate: compatible-since 090\nVACUUM;");

        file.Number.ShouldBe(95);
        file.InTransaction.ShouldBeFalse();
        file.CompatibleSince.ShouldBe(90);
        Migration.Parse("095_x.sql", "SELECT 1").InTransaction.ShouldBeTrue();
    }

    [Theory]
    [InlineData("95_x.sql", "", "is no name")]
    [InlineData("095-X.sql", "", "is no name")]
    [InlineData("095_x.sql", "-- migrate: no-transactions\n", "neither")]
    [InlineData("095_x.sql", "-- migrate: compatible-since 096\n", "neither")]
    [InlineData("095_x.sql", "SELECT 1;\n-- migrate: no-transaction\n", "at the top")]
    [InlineData("095_x.sql", "BEGIN;\nSELECT 1;\nCOMMIT;", "line 1")]
    [InlineData("095_x.sql", "SELECT 1;\nrollback;", "line 2")]
    [InlineData("095_x.sql", "-- migrate: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);", "DROP INDEX CONCURRENTLY IF EXISTS")]
    [InlineData("095_x.sql", "-- migrate: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS other;\nCREATE INDEX CONCURRENTLY i ON a (b);", "DROP INDEX CONCURRENTLY IF EXISTS")]
    [InlineData("095_x.sql", "-- migrate: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS s.i;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b);", "without IF NOT EXISTS")]
    public void Should_be_refused_when_it_breaks_a_rule(string name, string text, string reason) =>
        Should.Throw<MigrationRefusedException>(() => Migration.Parse(name, text)).Message.ShouldContain(reason);

    [Fact]
    public void Should_be_refused_when_another_has_its_number()
    {
        using var disk = new MigrationsOnDisk(("001_a.sql", "SELECT 1"));
        disk.Write("Other.Project/Schema", "001_b.sql", "SELECT 1");

        Should.Throw<MigrationRefusedException>(() => MigrationFolder.Read(disk.Root)).Message.ShouldContain("001_a.sql and 001_b.sql have one number");
    }
}
