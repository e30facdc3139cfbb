using FlashSale.TestKit;
using MassTransit.PostgresIntegration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_message_is_refused_for_its_own_sake : IAsyncLifetime
{
    readonly MessagingFixture _fixture = new();
    readonly Guid _key = NewId.NextGuid();

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Should_be_parked_after_five_tries_and_let_those_behind_it_go()
    {
        await LeaveUnreadableAsync();
        await _fixture.StartWorkersAsync();

        await ParkedAsync();
        await SeesAsync("1,2");
        await _fixture.OutboxIsEmptyAsync();
        (await _fixture.Database.ScalarAsync<string>("SELECT concat_ws(' ', schema_name, source, attempts, outcome) FROM messaging.parked_messages")).ShouldBe("trips outbox 5");
        (await _fixture.Database.ScalarAsync<string>("SELECT reason FROM messaging.parked_messages")).ShouldContain("URI");
    }

    [Fact]
    public async Task Should_be_sent_again_when_a_person_wants_it()
    {
        await LeaveUnreadableAsync();
        await _fixture.StartWorkersAsync();
        await ParkedAsync();
        var messageId = await _fixture.Database.ScalarAsync<Guid>("SELECT message_id FROM messaging.parked_messages");

        (await CloseAsync("sent")).ShouldBe(1);
        await ParkedAsync(rows: 2);
        (await CloseAsync("sent")).ShouldBe(1, "the first one is closed");
        await ParkedAsync(rows: 3);

        await _fixture.Database.ExecuteAsync("UPDATE messaging.parked_messages SET properties = '{}'");
        (await CloseAsync("sent")).ShouldBe(1);
        await SeesAsync("0,1,2");
        _fixture.Seen.Contexts<WorkDone>().Single(seen => seen.Message.Number == 0).MessageId.ShouldBe(messageId);
        await _fixture.OutboxIsEmptyAsync();
        (await CloseAsync("sent")).ShouldBe(0);
        (await _fixture.Database.ScalarAsync<string>("SELECT DISTINCT concat_ws(' ', outcome, closed_by, close_reason, closed_at IS NOT NULL) FROM messaging.parked_messages")).ShouldBe("sent erin mended t");
    }

    [Fact]
    public async Task Should_stay_on_record_when_a_person_gives_it_up()
    {
        await LeaveUnreadableAsync();
        await _fixture.StartWorkersAsync();
        await ParkedAsync();

        (await CloseAsync("discarded")).ShouldBe(1);
        (await _fixture.Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages WHERE outcome = 'discarded'")).ShouldBe(1);
        await _fixture.OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task Should_not_be_sent_when_it_is_too_large()
    {
        var host = await _fixture.StartHostAsync(builder => builder.Options += options => options.LargestMessage = 2000);
        await PublishAsync(host, new FindTrips(new string('x', 2000)));

        await ParkedAsync();
        (await _fixture.Database.ScalarAsync<string>("SELECT reason FROM messaging.parked_messages")).ShouldContain("at most 2000");
    }

    [Fact]
    public async Task Should_be_parked_from_the_schedule_and_sent_again_at_once()
    {
        var dead = await _fixture.StartHostAsync(builder => builder.Loops = false);
        await PublishAsync(dead, new WorkDone(_key, 7), publish => publish.Delay = TimeSpan.FromMilliseconds(1));
        await _fixture.Database.ExecuteAsync("""UPDATE trips.scheduled_message SET properties = '{"source": "no address"}'""");
        await _fixture.StartWorkersAsync();

        await ParkedAsync();
        (await _fixture.CountAsync("scheduled_message")).ShouldBe(0);
        (await _fixture.Database.ScalarAsync<string>("SELECT concat_ws(' ', schema_name, source, attempts) FROM messaging.parked_messages")).ShouldBe("trips scheduled_message 5");

        await _fixture.Database.ExecuteAsync("UPDATE messaging.parked_messages SET properties = '{}'");
        await CloseAsync("sent");
        await SeesAsync("7");
    }

    [Fact]
    public async Task Should_be_told_from_one_whose_queue_is_missing()
    {
        // Its queue may appear.
        var host = await _fixture.StartHostAsync(builder => builder.Options += options => options.AttemptsUntilParkedWithoutRoute = 7);
        await PublishAsync(host, new WorkUnheard(_key), publish => publish.Mandatory = true);

        await Poll.UntilAsync(() => _fixture.CountAsync("outbox", "attempts > 5"), count => count == 1, "it is tried on");
        await ParkedAsync();
        (await _fixture.Database.ScalarAsync<int>("SELECT attempts FROM messaging.parked_messages")).ShouldBe(7);
        (await _fixture.Database.ScalarAsync<string>("SELECT reason FROM messaging.parked_messages")).ShouldContain("returned");
    }

    /// <summary>MassTransit sends it again on a new channel, and says nothing: it looks like a message whose confirm is late.</summary>
    [Fact]
    public async Task Should_be_parked_when_the_broker_closes_the_channel_on_it_and_takes_others()
    {
        var host = await _fixture.StartHostAsync(builder =>
        {
            builder.AddSeen<WorkDone>("work-done");
            // Others lose the channel with it now and then: two attempts in a row, but not four.
            builder.Options += options => (options.Lease, options.DeliveryTimeout, options.FirstBackoff, options.AttemptsUntilParkedWithoutRoute) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(200), 4);
        });
        // RabbitMQ checks that it is the name of who is logged in.
        await PublishAsync(host, new WorkUnheard(_key), publish => publish.GetPayload<RabbitMqSendContext>().BasicProperties.UserId = "nobody");

        var others = 0;
        await Poll.UntilAsync(async () =>
        {
            await PublishAsync(host, new WorkDone(_key, others++));
            return await _fixture.Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages");
        }, count => count == 1, "it is parked", TimeSpan.FromSeconds(40));
        (await _fixture.Database.ScalarAsync<string>("SELECT message_types FROM messaging.parked_messages")).ShouldContain(nameof(WorkUnheard));
        await _fixture.SeesAsync<WorkDone>(seen => seen.Select(done => done.Number).Distinct().Count(), others);
        (await _fixture.Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages")).ShouldBe(1, "none of the others");
    }

    [Fact]
    public async Task Should_be_counted()
    {
        await LeaveUnreadableAsync();
        var host = await _fixture.StartHostAsync(builder => builder.Options += options => options.CleanupInterval = TimeSpan.FromMilliseconds(50));
        await PublishAsync(host, new WorkUnheard(_key), publish => publish.Mandatory = true);
        await ParkedAsync();

        await Poll.UntilAsync(() => Task.FromResult((Gauge("messaging.parked"), Gauge("messaging.refused"))), gauges => gauges == (1, 1), "one is parked, one is tried again");
    }

    /// <summary>Three in a group, the first of them spoilt, committed by a process that died before it could send one.</summary>
    async Task LeaveUnreadableAsync()
    {
        await _fixture.LeaveGroupsAsync(_key);
        await _fixture.Database.ExecuteAsync("""UPDATE trips.outbox SET properties = '{"source": "no address"}' WHERE ordinal = 0""");
    }

    static Task PublishAsync<T>(TestHost host, T message, Action<PublishContext<T>>? configure = null)
        where T : class => host.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<IPublishEndpoint>().Publish(message, configure ?? (_ => { }));
            await scope.GetRequiredService<TripDbContext>().SaveChangesAsync();
        });

    Task<long> ParkedAsync(long rows = 1) =>
        Poll.UntilAsync(() => _fixture.Database.ScalarAsync<long>("SELECT count(*) FROM messaging.parked_messages"), count => count == rows, "it is parked");

    Task<long> CloseAsync(string outcome) => _fixture.Database.ScalarAsync<long>($"SELECT messaging.close_parked(NULL, '{outcome}', 'erin', 'mended')");

    Task SeesAsync(string numbers) => _fixture.SeesAsync<WorkDone>(seen => string.Join(',', seen.Where(done => done.Key == _key).Select(done => done.Number).Order()), numbers);

    static long Gauge(string name)
    {
        long read = -1;
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == MessagingMetrics.MeterName && instrument.Name == name)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => read = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
