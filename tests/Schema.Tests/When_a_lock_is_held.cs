using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Schema.Tests;

public sealed class When_a_lock_is_held : Installation
{
    static readonly Migration Table = File("001_a.sql", "CREATE TABLE a (id int)");
    static readonly Migration Column = File("002_b.sql", "CREATE TABLE b (id int);\nALTER TABLE a ADD COLUMN more int;");

    [Fact]
    public async Task Should_step_back_say_for_whom_and_succeed_later()
    {
        await ApplyAsync(Table);
        await using var report = await OpenAsync("report");
        await ExecuteAsync(report, "BEGIN; SELECT 'a long report' FROM a");

        var applying = ApplyAsync(Table, Column);
        var line = await SaidAsync("got no lock");

        line.ShouldStartWith("002_b.sql got no lock within 0.2 s and stepped back: it waited for pid");
        line.ShouldContain($"pid {report.ProcessID} (report, idle in transaction, transaction open for");
        line.ShouldContain("a long report");
        // While the migration waits for the report, all others wait behind it; it must let them through.
        await ExecuteAsync("SET statement_timeout = '2s'; SELECT count(*) FROM a");
        applying.IsCompleted.ShouldBeFalse();
        await ExecuteAsync(report, "COMMIT");
        (await applying).ShouldBe(["002_b.sql"]);
    }

    [Fact]
    public async Task Should_give_up_in_the_end_and_leave_nothing_of_the_file()
    {
        Options = Options with { GiveUpAfter = TimeSpan.FromSeconds(1) };
        await ApplyAsync(Table);
        await using var report = await OpenAsync("report");
        await ExecuteAsync(report, "BEGIN; SELECT 'a long report' FROM a");

        var failure = await Should.ThrowAsync<MigrationFailedException>(() => ApplyAsync(Table, Column).WaitAsync(Poll.DefaultTimeout));

        failure.Message.ShouldContain($"002_b.sql got no lock within 1 s: it waited for pid {report.ProcessID} (report");
        (await ExistsAsync("b")).ShouldBeFalse();
    }

    [Fact]
    public async Task Should_try_again_when_it_was_the_victim_of_a_deadlock()
    {
        Options = Options with { LockTimeout = TimeSpan.FromSeconds(20) };
        await ApplyAsync(Table, File("002_b.sql", "CREATE TABLE b (id int)"));
        await using var service = await OpenAsync("service");
        // The migration is the one that looks for a deadlock: the service would only after a minute.
        await ExecuteAsync(service, "SET deadlock_timeout = '60s'; BEGIN; LOCK TABLE b");

        var applying = ApplyAsync(Table, File("002_b.sql", "CREATE TABLE b (id int)"), File("003_c.sql", "LOCK TABLE a; LOCK TABLE b; CREATE TABLE c (id int)"));
        await Poll.UntilAsync(() => ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'a'::regclass AND granted)"), "the migration has a");
        await ExecuteAsync(service, "LOCK TABLE a; COMMIT");

        (await applying.WaitAsync(Poll.DefaultTimeout)).ShouldBe(["003_c.sql"]);
        Said.ShouldContain(line => line.Contains("stepped back", StringComparison.Ordinal));
    }
}
