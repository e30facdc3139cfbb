using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_an_index_is_built_concurrently : Installation
{
    static readonly Migration Table = File("001_a.sql", "CREATE TABLE a (id int)");
    static readonly Migration Index = File("002_index.sql", "-- migrate: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS public.a_id;\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\n");

    [Fact]
    public async Task Should_build_it()
    {
        (await ApplyAsync(Table, Index)).ShouldBe(["001_a.sql", "002_index.sql"]);

        (await IsValidAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_replace_the_invalid_index_of_a_build_that_failed()
    {
        await ApplyAsync(Table);
        await ExecuteAsync("INSERT INTO a VALUES (1), (1)");

        var failure = await Should.ThrowAsync<MigrationFailedException>(() => ApplyAsync(Table, Index));
        failure.Message.ShouldStartWith("002_index.sql, line 3: 23505");
        (await IsValidAsync()).ShouldBeFalse();
        await ExecuteAsync("DELETE FROM a");

        (await ApplyAsync(Table, Index)).ShouldBe(["002_index.sql"]);
        (await IsValidAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Should_be_repeatable_when_the_process_died_before_the_record()
    {
        await ApplyAsync(Table);
        await ExecuteAsync("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'killed'; END $$; CREATE TRIGGER die BEFORE INSERT ON public.schema_files FOR EACH ROW EXECUTE FUNCTION die()");
        await Should.ThrowAsync<PostgresException>(() => ApplyAsync(Table, Index));
        (await IsValidAsync()).ShouldBeTrue("the statement is done and not recorded");
        await ExecuteAsync("DROP TRIGGER die ON public.schema_files");

        (await ApplyAsync(Table, Index)).ShouldBe(["002_index.sql"]);

        (await IsValidAsync()).ShouldBeTrue();
        (await RecordedAsync()).ShouldBe(["001_a.sql", "002_index.sql"]);
    }

    /// <summary>It blocks nobody while it waits, and its work would be lost.</summary>
    [Fact]
    public async Task Should_wait_for_old_transactions_longer_than_for_locks()
    {
        await ApplyAsync(Table);
        await using var report = await OpenAsync("report");
        await ExecuteAsync(report, "BEGIN; SELECT count(*) FROM a");

        var applying = ApplyAsync(Table, Index);
        var line = await SaidAsync("waits for pid");

        line.ShouldContain($"002_index.sql, line 3, runs for");
        line.ShouldContain($"pid {report.ProcessID} (report");
        await Task.Delay(Options.LockTimeout * 3);
        await ExecuteAsync(report, "COMMIT");
        await applying;
        (await IsValidAsync()).ShouldBeTrue();
    }

    /// <summary>CREATE INDEX CONCURRENTLY waits for every older snapshot; one that waits in pg_advisory_lock() would be one.</summary>
    [Fact]
    public async Task Should_not_wait_for_the_migrator_that_waits_for_it()
    {
        await ApplyAsync(Table);
        // One who writes holds the build up in its first phase, so that the waiter's snapshot would be older than the one of the last phase.
        await using var writer = await OpenAsync("writer");
        await ExecuteAsync(writer, "BEGIN; INSERT INTO a VALUES (1)");
        var first = ApplyAsync(Table, Index);
        await SaidAsync("waits for pid");

        var second = ApplyAsync(Table, Index);
        await SaidAsync("waits for another migrator");
        await ExecuteAsync(writer, "COMMIT");

        (await first.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(["002_index.sql"]);
        (await second.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_say_what_to_write_when_the_file_does_not_say_it()
    {
        var failure = await Should.ThrowAsync<MigrationFailedException>(() =>
            ApplyAsync(Table, File("002_index.sql", "DROP INDEX CONCURRENTLY IF EXISTS a_id;\nCREATE INDEX CONCURRENTLY a_id ON a (id)")));

        failure.Message.ShouldContain("25001");
        failure.Message.ShouldContain("-- migrate: no-transaction");
    }

    async Task<bool> IsValidAsync() => await ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass");
}
