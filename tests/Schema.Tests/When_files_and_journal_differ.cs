using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_files_and_journal_differ : Installation
{
    static readonly Migration A = File("001_a.sql", "CREATE TABLE a (id int);\n");
    static readonly Migration B = File("002_b.sql", "CREATE TABLE b (id int);\n");

    [Fact]
    public async Task Should_refuse_an_applied_file_that_was_changed()
    {
        await ApplyAsync(A);

        var refusal = await Should.ThrowAsync<MigrationRefusedException>(() => ApplyAsync(File("001_a.sql", "CREATE TABLE a (id bigint);\n"), B));

        refusal.Message.ShouldStartWith("Changed after being applied here: 001_a.sql.");
        refusal.Message.ShouldContain("a new file");
        (await RecordedAsync()).ShouldBe(["001_a.sql"], "nothing is applied on top of a doubt");
    }

    [Fact]
    public async Task Should_not_take_other_line_ends_for_a_change()
    {
        await ApplyAsync(A);

        (await ApplyAsync(File("001_a.sql", "CREATE TABLE a (id int);\r\n"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_keep_the_checksums_of_what_an_earlier_runner_applied()
    {
        await ExecuteAsync("CREATE TABLE public.schema_files (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now()); INSERT INTO public.schema_files (name) VALUES ('001_a.sql'); CREATE TABLE a (id int)");

        (await ApplyAsync(A, B)).ShouldBe(["002_b.sql"]);

        (await ScalarAsync<string[]>("SELECT array_agg(checksum ORDER BY name) FROM public.schema_files")).ShouldBe([A.Checksum, B.Checksum]);
        await Should.ThrowAsync<MigrationRefusedException>(() => ApplyAsync(File("001_a.sql", "CREATE TABLE a (id bigint);\n"), B));
    }

    [Fact]
    public async Task Should_leave_a_newer_schema_alone_when_it_works_with_this_build()
    {
        await ApplyAsync(A, B);
        Said.Clear();

        (await ApplyAsync(A)).ShouldBeEmpty();

        Said.ShouldHaveSingleItem().ShouldContain("002_b.sql");
        (await RecordedAsync()).ShouldBe(["001_a.sql", "002_b.sql"]);
    }

    [Fact]
    public async Task Should_refuse_a_build_that_the_schema_no_longer_supports()
    {
        await ApplyAsync(A, File("002_b.sql", "-- migrate: compatible-since 002\nALTER TABLE a DROP COLUMN id"));

        var refusal = await Should.ThrowAsync<MigrationRefusedException>(() => ApplyAsync(A));

        refusal.Message.ShouldBe("The schema no longer supports this build (compatible since 002, this build knows 001): deploy a newer one.");
    }

    [Fact]
    public async Task Should_refuse_to_build_on_a_file_that_it_does_not_know()
    {
        await ApplyAsync(A, B);

        var refusal = await Should.ThrowAsync<MigrationRefusedException>(() => ApplyAsync(A, File("003_c.sql", "DROP TABLE b")));

        refusal.Message.ShouldStartWith("002_b.sql is applied here and not among the files, while 003_c.sql is waiting");
        (await ExistsAsync("b")).ShouldBeTrue();
    }
}
