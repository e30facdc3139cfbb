using FlashSale.TestKit;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_migrations_are_applied : Installation
{
    [Fact]
    public async Task Should_keep_the_files_before_the_one_that_fails()
    {
        var files = Enumerable.Range(1, 6).Select(i => File($"00{i}_t.sql", $"CREATE TABLE t{i} (id int);")).ToList();
        var seventh = File("007_fails.sql", "CREATE TABLE t7 (id int);\n\n-- A comment; with a semicolon.\nSELECT 1,\n  nothing\nFROM t1;\n");

        var failure = await Should.ThrowAsync<MigrationFailedException>(() => ApplyAsync([.. files, seventh, File("008_t.sql", "CREATE TABLE t8 (id int)")]));

        failure.Message.ShouldStartWith("007_fails.sql, line 5: 42703: column \"nothing\" does not exist");
        (await RecordedAsync()).ShouldBe(files.Select(file => file.Name));
        (await ExistsAsync("t6")).ShouldBeTrue();
        (await ExistsAsync("t7")).ShouldBeFalse("a file is one transaction");
        (await ExistsAsync("t8")).ShouldBeFalse();

        (await ApplyAsync([.. files, File("007_fails.sql", "CREATE TABLE t7 (id int)")])).ShouldBe(["007_fails.sql"]);
        (await ApplyAsync([.. files, File("007_fails.sql", "CREATE TABLE t7 (id int)")])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_say_each_file_as_it_is_applied()
    {
        await ApplyAsync(File("001_a.sql", "CREATE TABLE a (id int)"), File("002_b.sql", "CREATE TABLE b (id int)"));

        Said.Count.ShouldBe(2);
        Said.First().ShouldMatch(@"^001_a\.sql applied in \d+\.\d\d s$");
    }

    [Fact]
    public async Task Should_have_no_limit_of_time()
    {
        await ExecuteAsync($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(ConnectionString).Database} SET statement_timeout = '1s'");
        var services = new NpgsqlConnectionStringBuilder(ConnectionString) { CommandTimeout = 1 }.ConnectionString;

        await new Migrator(services, Options, Said.Enqueue).ApplyAsync([File("001_long.sql", "SELECT pg_sleep(2.5)")]);

        (await RecordedAsync()).ShouldBe(["001_long.sql"]);
        Said.ShouldContain(line => line.StartsWith("001_long.sql, line 1, runs for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_begin_each_file_with_the_same_settings()
    {
        await ApplyAsync(
            File("001_a.sql", "CREATE SCHEMA other; SET search_path = other; SET lock_timeout = 0; CREATE TABLE a (id int)"),
            File("002_b.sql", "CREATE TABLE b (timeout text); INSERT INTO b VALUES (current_setting('lock_timeout'))"));

        (await ExistsAsync("other.a")).ShouldBeTrue();
        (await ScalarAsync<string>("SELECT timeout FROM public.b")).ShouldBe("200ms");
    }

    [Fact]
    public async Task Should_apply_a_file_of_another_branch_late_and_say_so()
    {
        await ApplyAsync(File("001_a.sql", "SELECT 1"), File("003_c.sql", "SELECT 1"));

        (await ApplyAsync(File("001_a.sql", "SELECT 1"), File("002_b.sql", "SELECT 1"), File("003_c.sql", "SELECT 1"))).ShouldBe(["002_b.sql"]);

        Said.Last().ShouldEndWith("after files with higher numbers");
    }

    [Fact]
    public async Task Should_find_this_repositorys_own_in_order()
    {
        var files = MigrationFolder.Read(Servers.Root);

        (await ApplyAsync([.. files])).ShouldBe(files.Select(file => file.Name));

        files[0].Name.ShouldBe("001_messaging.sql");
        files.Select(file => file.Number).ShouldBeInOrder(SortDirection.Ascending);
        (await ExistsAsync("ordering.orders")).ShouldBeTrue();
    }
}
