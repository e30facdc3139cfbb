using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_two_consumers_share_a_queue : CrashTest
{
    [Fact]
    public async Task Should_not_repeat_the_one_when_the_other_is_retried()
    {
        var process = await StartAsync(builder =>
        {
            builder.AddEndpoint("jobs", outbox: true, typeof(JobConsumer), typeof(OtherJobConsumer));
            builder.Services += services => services.AddSingleton(new OtherJobConsumer.Failures(2));
        });
        await process.Host.SendAsync("jobs", new Job(Key));

        await StepsAsync(0, 1, 2);
        await Poll.UntilAsync(() => Fixture.CountAsync("inbox"), count => count == 2, "both have consumed the message");
        await NothingIsLeftAsync();
        (await Fixture.CountAsync("effects", "\"What\" LIKE 'attempt %'")).ShouldBe(1);
        (await Fixture.CountAsync("effects", "\"What\" LIKE 'other %'")).ShouldBe(1);
        NoStepCameTwice();
    }
}
