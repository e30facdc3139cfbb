using System.Diagnostics;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>Every message needs one table, as the one role that may write it.</summary>
public sealed class When_a_table_is_away : Situation
{
    const int Messages = 60;

    // Any role will do that exists in every cluster and is no superuser.
    const string Role = "pg_monitor";

    // A message is given up after 0.3 s of redeliveries.
    static readonly TimeSpan Away = TimeSpan.FromSeconds(4);

    Guid? _poison;
    int _poisoned;

    [Theory]
    [InlineData("ALTER TABLE work RENAME TO work_elsewhere", "ALTER TABLE work_elsewhere RENAME TO work")]
    [InlineData($"REVOKE INSERT ON work FROM {Role}", $"GRANT INSERT ON work TO {Role}")]
    public async Task Should_hold_all_messages_and_go_on_when_it_is_back(string takeAway, string bringBack)
    {
        await StartWorkingAsync();
        await Database.ExecuteAsync(takeAway);

        await PublishAllAsync();
        await BrakedAsync(1);
        await Task.Delay(Away);
        var attempts = Script.Attempts;

        await Database.ExecuteAsync(bringBack);
        await Poll.UntilAsync(WorkDoneAsync, done => done == Messages, "all work is done");
        // Those in hand had failed, with four attempts each, and then one at a time was tried.
        attempts.ShouldBeLessThan(Messages * 4);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
        Script.Faults.ShouldBe(0);
        await BrakedAsync(0);
        await MetricAsync("flashsale_faults_held", held => held == 0);
    }

    [Fact]
    public async Task Should_tell_an_operator_when_it_lasts()
    {
        using var log = new RecordedLog((level, _) => level == LogLevel.Error);
        await StartWorkingAsync(new FaultTimings { ReportBrakeAfter = TimeSpan.FromSeconds(2), Retries = [TimeSpan.FromMilliseconds(1)], Redeliveries = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)] }, log);
        await Database.ExecuteAsync("ALTER TABLE work RENAME TO work_elsewhere");
        await PublishAllAsync();
        await BrakedAsync(1);
        (await FindingAsync()).ShouldBe("");

        await Poll.UntilAsync(FindingAsync, finding => finding == "probe: 42P01: relation \"work\" does not exist", "it is on record");
        (await Database.ScalarAsync<bool>("SELECT now() - since BETWEEN interval '2 seconds' AND interval '10 seconds' FROM messaging.braked_queues")).ShouldBeTrue();
        var noted = await NotedAtAsync();
        await Poll.UntilAsync(NotedAtAsync, at => at > noted, "it is noted again and again");
        log.Entries.Where(entry => entry.Contains("probe has been braked for ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("each message that is tried fails with 42P01");

        await Database.ExecuteAsync("ALTER TABLE work_elsewhere RENAME TO work");
        await Poll.UntilAsync(FindingAsync, finding => finding == "", "it is over");

        Task<string> FindingAsync() => Database.ScalarAsync<string>("SELECT coalesce(string_agg(queue || ': ' || sql_state || ': ' || cause, ', '), '') FROM messaging.braked_queues");
        Task<DateTime> NotedAtAsync() => Database.ScalarAsync<DateTime>("SELECT noted_at FROM messaging.braked_queues");
    }

    [Fact]
    public async Task Should_set_aside_afterwards_what_fails_for_another_reason()
    {
        await StartWorkingAsync();
        await Database.ExecuteAsync("ALTER TABLE work RENAME TO work_elsewhere");
        await PublishPoisonAsync();
        await PublishAllAsync();
        await BrakedAsync(1);

        await Database.ExecuteAsync("ALTER TABLE work_elsewhere RENAME TO work");

        await Poll.UntilAsync(() => Broker.CountAsync(ErrorQueue), letters => letters == 1, "the poisonous message is set aside");
        await Poll.UntilAsync(WorkDoneAsync, done => done == Messages, "all other work is done");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_set_aside_what_always_fails_while_others_pass()
    {
        await StartWorkingAsync();
        var poison = await PublishPoisonAsync();
        var others = 0;
        await Poll.UntilAsync(async () =>
        {
            await PublishAsync();
            others++;
            return await Broker.CountAsync(ErrorQueue);
        }, letters => letters == 1, "the poisonous message is set aside");

        (await Broker.PeekAsync(ErrorQueue))[0].GetProperty("payload").GetString()!.ShouldContain(poison.ToString("D"));
        // (1 + 3 retries) x (1 + 2 redeliveries)
        _poisoned.ShouldBe(12);
        await Poll.UntilAsync(WorkDoneAsync, done => done == others, "the others' work is done");
    }

    [Fact]
    public async Task Should_set_aside_a_single_message_that_always_fails()
    {
        await StartWorkingAsync();
        await Database.ExecuteAsync("ALTER TABLE work RENAME TO work_elsewhere");

        await PublishAsync();

        await Poll.UntilAsync(() => Broker.CountAsync(ErrorQueue), letters => letters == 1, "the message is set aside");
        Script.Attempts.ShouldBe(12);
    }

    [Fact]
    public async Task Should_put_the_messages_back_when_the_host_stops_meanwhile()
    {
        await StartWorkingAsync();
        await Database.ExecuteAsync("ALTER TABLE work RENAME TO work_elsewhere");
        await PublishAllAsync();
        await BrakedAsync(1);

        var stopping = Stopwatch.StartNew();
        await Host.StopAsync();

        // MassTransit would wait for 20 s.
        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        // All but those that failed before the brake was on.
        (await Broker.CountAsync(Queue)).ShouldBeGreaterThanOrEqualTo(Messages - EndpointBrake.Threshold + 1);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_put_the_messages_back_before_the_broker_loses_patience()
    {
        var redelivered = 0;
        await StartWorkingAsync(new FaultTimings { LongestHold = TimeSpan.FromMilliseconds(500), Retries = [TimeSpan.FromMilliseconds(1)], Redeliveries = [TimeSpan.FromHours(1)] });
        var work = Script.Consume;
        Script.Consume = (context, attempt) =>
        {
            if (context.ReceiveContext.Redelivered)
                Interlocked.Increment(ref redelivered);
            return work(context, attempt);
        };
        await Database.ExecuteAsync("ALTER TABLE work RENAME TO work_elsewhere");
        await PublishAllAsync();

        await Poll.UntilAsync(() => Task.FromResult(redelivered), count => count > 0, "one was given back, and has its turn again");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_hold_a_message_that_cannot_be_redelivered()
    {
        Script.FailUntilRedelivered(() => new InvalidOperationException("poison"));
        await StartAsync();
        await Database.ExecuteAsync($"ALTER TABLE {TestHost.Schema}.scheduled_message RENAME TO elsewhere");
        await PublishAsync();

        // One delivery has four attempts; after twelve, two of its redeliveries could not be written.
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts >= 12, "the message is tried again");
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);

        await Database.ExecuteAsync($"ALTER TABLE {TestHost.Schema}.elsewhere RENAME TO scheduled_message");
        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count == 1, "redelivered and consumed");
    }

    [Fact]
    public async Task Should_hold_a_message_whose_delivery_cannot_be_counted()
    {
        Script.FailTimes(int.MaxValue, () => new NpgsqlException("away"));
        await StartAsync();
        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts > 0, "the message waits");
        await Host.StopAsync();
        Script.FailTimes(0, () => new InvalidOperationException());
        await Database.ExecuteAsync($"ALTER TABLE {TestHost.Schema}.redelivered_message RENAME TO elsewhere");

        await StartAsync();
        await MetricAsync("flashsale_faults_waiting", waiting => waiting >= 1);
        (await Broker.CountAsync(ErrorQueue)).ShouldBe(0);

        await Database.ExecuteAsync($"ALTER TABLE {TestHost.Schema}.elsewhere RENAME TO redelivered_message");
        await Poll.UntilAsync(() => Task.FromResult(Script.SucceededAfterRedeliveries), count => count >= 0, "consumed");
    }

    /// <summary>If its next attempt kills the process, this delivery is one that did not end.</summary>
    [Fact]
    public async Task Should_keep_the_count_of_a_redelivered_message_while_it_is_held()
    {
        Script.FailTimes(int.MaxValue, () => new NpgsqlException("away"));
        await StartAsync();
        await PublishAsync();
        await Poll.UntilAsync(() => Task.FromResult(Script.Attempts), attempts => attempts > 0, "the message waits");
        await Host.StopAsync();
        Script.Consume = async (context, attempt) =>
        {
            if (context.ReceiveContext.Redelivered)
                await BrakedAsync(1);
            await WorkAsync(context, attempt);
        };

        await StartAsync();
        for (var other = 0; other < EndpointBrake.Threshold; other++)
            await PublishAsync();

        await MetricAsync("flashsale_faults_held", held => held == EndpointBrake.Threshold + 1);
        (await CountedAsync()).ShouldBe(1);
        await Host.StopAsync();
        (await CountedAsync()).ShouldBe(0);

        Task<long> CountedAsync() => Database.ScalarAsync<long>($"SELECT count(*) FROM {TestHost.Schema}.redelivered_message");
    }

    async Task StartWorkingAsync(FaultTimings? timings = null, ILoggerProvider? log = null)
    {
        await Database.ExecuteAsync("CREATE TABLE work (message_id uuid PRIMARY KEY)");
        await Database.ExecuteAsync($"GRANT INSERT ON work TO {Role}");
        Script.Consume = WorkAsync;
        await StartAsync(timings, log);
    }

    async Task WorkAsync(ConsumeContext<Probe> context, int attempt)
    {
        var messageId = context.GetOriginalMessageId()!.Value;
        if (messageId == _poison)
            Interlocked.Increment(ref _poisoned);
        await using var connection = await Host.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(context.CancellationToken);
        // A pooled connection would keep the role for the policy's own statements.
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new($"SET LOCAL ROLE {Role}"),
                messageId == _poison ? new("INSERT INTO no_such_table VALUES (1)") : new("INSERT INTO work VALUES ($1)") { Parameters = { new() { Value = messageId } } },
            },
        };
        await batch.ExecuteNonQueryAsync(context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
    }

    Task<Guid[]> PublishAllAsync() => Task.WhenAll(Enumerable.Range(0, Messages).Select(_ => PublishAsync()));

    Task<long> WorkDoneAsync() => Database.ScalarAsync<long>("SELECT count(*) FROM work");

    async Task<Guid> PublishPoisonAsync()
    {
        _poison = NewId.NextGuid();
        await Host.PublishAsync(new Probe { OrderId = NewId.NextGuid() }, _poison);
        return _poison.Value;
    }

    Task<double> BrakedAsync(double value) => MetricAsync("flashsale_faults_braked", braked => braked == value);

    Task<double> MetricAsync(string name, Func<double, bool> condition) => Poll.UntilAsync(
        async () => PrometheusParser.Parse(await Host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)))[name].Value(("queue", Queue)),
        condition, $"{name} is as expected");
}
