using Npgsql;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_a_process_dies_while_consuming : CrashTest
{
    [Fact]
    public Task Should_consume_again_when_the_transaction_had_not_begun()
    {
        var moment = new Moment();
        return DieAsync(moment, builder => builder.AddJobs(before: moment));
    }

    [Fact]
    public Task Should_roll_back_the_inbox_row_and_consume_again()
    {
        var moment = new Moment();
        return DieAsync(moment, builder => builder.AddJobs().AtTheEnd(_ => moment.Hold()));
    }

    [Fact]
    public async Task Should_roll_back_all_when_the_last_statements_were_on_their_way()
    {
        var process = await StartAsync(builder => builder.AddJobs());
        await using (var holder = await Fixture.Database.DataSource.OpenConnectionAsync())
        {
            // Effects are written, the outbox's rows wait for this lock.
            await using var transaction = await holder.BeginTransactionAsync();
            await using (var command = new NpgsqlCommand("LOCK TABLE trips.outbox IN SHARE MODE", holder, transaction))
                await command.ExecuteNonQueryAsync();
            await process.Host.SendAsync("jobs", new Job(Key));
            await WaitingForLocksAsync(1, "INSERT INTO \"trips\".outbox");
            process.Kill();
        }

        await NextProcessDoesItAsync();
    }

    async Task DieAsync(Moment moment, Action<TestHostBuilder> configure)
    {
        var process = await StartAsync(configure);
        await process.Host.SendAsync("jobs", new Job(Key));
        await moment.ReachedAsync();
        process.Kill();
        await NothingIsCommittedAsync();

        await NextProcessDoesItAsync();
    }

    async Task NextProcessDoesItAsync()
    {
        await StartAsync(builder => builder.AddJobs());
        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        (await Fixture.CountAsync("inbox")).ShouldBe(1);
        NoStepCameTwice();
    }
}
