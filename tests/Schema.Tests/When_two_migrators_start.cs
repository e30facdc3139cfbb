using System.Diagnostics;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_two_migrators_start : Installation
{
    static readonly Migration Slow = File("001_slow.sql", "CREATE TABLE a (id int); SELECT pg_sleep(1.5)");

    [Fact]
    public async Task Should_apply_each_file_once_and_say_who_is_at_it()
    {
        var first = ApplyAsync(Slow);
        await Poll.UntilAsync(() => ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(1.5)%' AND pid <> pg_backend_pid()"), count => count > 0, "the first is at it");

        (await ApplyAsync(Slow)).ShouldBeEmpty();

        (await first).ShouldBe(["001_slow.sql"]);
        Said.First(line => line.StartsWith("waits", StringComparison.Ordinal)).ShouldMatch(@"^waits for another migrator: pid \d+ \(flashsale-schema from [0-9.]+\), connected since \d{4}-.* UTC$");
        // Once, and then every ReportEvery (0.3 s).
        Said.Count(line => line.StartsWith("waits", StringComparison.Ordinal)).ShouldBeInRange(2, 6);
    }

    [Fact]
    public async Task Should_let_the_next_one_work_when_one_has_failed()
    {
        await Should.ThrowAsync<MigrationFailedException>(() => ApplyAsync(File("001_a.sql", "SELECT nothing")));

        (await ApplyAsync(File("001_a.sql", "SELECT 1")).WaitAsync(TimeSpan.FromSeconds(5))).ShouldBe(["001_a.sql"]);
    }

    /// <summary>The session of a killed process would go on to the end of its statement, and hold the lock so long.</summary>
    [Fact]
    public async Task Should_let_the_next_one_work_when_one_was_killed()
    {
        using var folder = new MigrationsOnDisk(("001_slow.sql", "CREATE TABLE a (id int);\nSELECT pg_sleep(60);"));
        using var killed = folder.Start(Address);
        await Poll.UntilAsync(() => ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'flashsale-schema' AND query LIKE '%pg_sleep(60)%'"), count => count > 0, "it is at it");
        killed.Kill();

        var clock = Stopwatch.StartNew();
        (await ApplyAsync(Slow).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(["001_slow.sql"]);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }
}
