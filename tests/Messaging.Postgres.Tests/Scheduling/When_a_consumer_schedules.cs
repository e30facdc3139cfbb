using FlashSale.TestKit;
using MassTransit.Scheduling;
using Shouldly;
using Xunit;

namespace MassTransit.Tests;

public sealed class When_a_consumer_schedules(MessagingFixture fixture) : IClassFixture<MessagingFixture>
{
    readonly Guid _key = NewId.NextGuid();

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public async Task Should_commit_or_roll_back_with_its_transaction(bool fail, int scheduled)
    {
        var host = await StartAsync();
        await fixture.EndedAsync(await host.SendAsync("reminding", new Remind(_key, 1, DateTime.UtcNow.AddHours(1), fail)));

        (await RowsAsync()).ShouldBe(scheduled);
    }

    [Fact]
    public async Task Should_replace_what_the_same_token_scheduled_before()
    {
        ScheduleTokenId.UseTokenId<Appointment>(appointment => appointment.Key);
        var host = await StartAsync();
        await fixture.EndedAsync(await host.SendAsync("appointing", new Remind(_key, 1, DateTime.UtcNow.AddHours(1), Fail: false)));
        (await RowsAsync()).ShouldBe(1);
        await fixture.EndedAsync(await host.SendAsync("appointing", new Remind(_key, 2, DateTime.UtcNow, Fail: false)));

        await fixture.SeesAsync<Appointment>(seen => string.Join(',', seen.Where(appointment => appointment.Key == _key).Select(appointment => appointment.Version)), "2");
        await Poll.UntilAsync(RowsAsync, rows => rows == 0, "nothing is left of either schedule");
    }

    Task<TestHost> StartAsync() => fixture.StartHostAsync(builder =>
    {
        builder.RetryMilliseconds = [];
        builder.AddConsumer<RemindingConsumer>("reminding").AddConsumer<AppointingConsumer>("appointing").AddSeen<Appointment>("appointments");
    });

    Task<long> RowsAsync() => fixture.CountAsync("scheduled_message", $"position('{_key}' in convert_from(body, 'UTF8')) > 0");

    public sealed record Remind(Guid Key, int Version, DateTime At, bool Fail);

    public sealed record Reminder(Guid Key);

    public sealed record Appointment(Guid Key, int Version);

    /// <summary>Schedules by the injected scheduler and by the context.</summary>
    public sealed class RemindingConsumer(IMessageScheduler scheduler) : IConsumer<Remind>
    {
        public async Task Consume(ConsumeContext<Remind> context)
        {
            await scheduler.SchedulePublish(context.Message.At, new Reminder(context.Message.Key));
            await context.ScheduleSend(context.Message.At, new Reminder(context.Message.Key));
            if (context.Message.Fail)
                throw new InvalidOperationException("Told to fail.");
        }
    }

    public sealed class AppointingConsumer : IConsumer<Remind>
    {
        public Task Consume(ConsumeContext<Remind> context) =>
            context.SchedulePublish(context.Message.At, new Appointment(context.Message.Key, context.Message.Version));
    }
}
