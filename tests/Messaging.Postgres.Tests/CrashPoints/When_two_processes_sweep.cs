using FlashSale.TestKit;
using MassTransit.PostgresIntegration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_two_processes_sweep : CrashTest
{
    const int Groups = 40;

    [Fact]
    public async Task Should_send_each_message_once_and_each_group_in_order()
    {
        await LeaveGroupsBehindAsync(Groups, steps: 3);
        await StartAsync(Sweeping);
        await StartAsync(Sweeping);

        await AllHaveComeAsync();
        await NothingIsLeftAsync();
        NoStepCameTwice();
        EachGroupCameInOrder();
    }

    [Fact]
    public async Task Should_leave_alone_what_the_other_has_leased()
    {
        await LeaveGroupsBehindAsync(Groups, steps: 3);
        var moment = new Moment();
        await StartAsync(builder =>
        {
            Sweeping(builder);
            builder.Hold(DeliveryPoint.Taken, moment);
        });
        await moment.ReachedAsync();
        await StartAsync(Sweeping);

        // All but the batch of five groups that the first has in hand.
        await Poll.UntilAsync(() => Fixture.CountAsync("outbox"), count => count == 5 * 3, "the other process has sent all that is not leased");
        Steps.Sightings.Count.ShouldBe((Groups - 5) * 3);
        moment.Pass();

        await AllHaveComeAsync();
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_take_over_from_one_that_was_killed_when_its_lease_has_run_out()
    {
        await LeaveGroupsBehindAsync(groups: 1, steps: 3);
        var moment = new Moment();
        var killed = await StartAsync(builder => builder.WithShortLease().Hold(DeliveryPoint.Taken, moment));
        await moment.ReachedAsync();
        killed.Kill();
        var leaseUntil = await Fixture.Database.ScalarAsync<DateTime>("SELECT max(lease_until) FROM trips.outbox");
        // Leases are PostgreSQL's: what the next process takes for the time of day does not bring their end forward.
        await StartAsync(builder => builder.Services += services => services.AddSingleton<TimeProvider>(new ShiftedTime(TimeSpan.FromDays(1))));

        await StepsAsync(0, 1, 2);
        (await Fixture.Database.ScalarAsync<DateTime>("SELECT now()")).ShouldBeGreaterThan(leaseUntil);
        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    [Fact]
    public async Task Should_send_nothing_that_the_other_has_taken_over_meanwhile()
    {
        await LeaveGroupsBehindAsync(groups: 1, steps: 3);
        var moment = new Moment();
        await StartAsync(builder => builder.WithShortLease().Hold(DeliveryPoint.Taken, moment));
        await moment.ReachedAsync();
        // The first stands still, as in a long pause, until its lease is another's and all is sent.
        await StartAsync(builder => { });
        await StepsAsync(0, 1, 2);
        await Fixture.OutboxIsEmptyAsync();
        moment.Pass();

        await NothingIsLeftAsync();
        NoStepCameTwice();
    }

    static void Sweeping(TestHostBuilder builder) => builder.Options += options => options.BatchSize = 5;

    async Task AllHaveComeAsync() => await
        Poll.UntilAsync(() => Task.FromResult(Steps.Messages.Count), count => count == Groups * 3, $"all steps of {Groups} groups have come");

    void EachGroupCameInOrder()
    {
        foreach (var group in Steps.Messages.GroupBy(step => step.Number / 3))
            group.Select(step => step.Number % 3).ShouldBe([0, 1, 2]);
    }

    sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
