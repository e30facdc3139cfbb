using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace MassTransit.Tests.CrashPoints;

public sealed class When_the_inbox_is_cleaned_up_meanwhile : CrashTest
{
    [Fact]
    public async Task Should_forget_only_what_is_older_than_the_window()
    {
        var messageId = NewId.NextGuid();
        var moment = new Moment();
        var bothEnded = Moment.Passing(onCall: 2);
        var process = await StartAsync(builder =>
        {
            builder.AddJobs(after: bothEnded).AtTheEnd(_ => moment.Hold());
            builder.Options += options => (options.DuplicateDetectionWindow, options.CleanupInterval) = (TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(20));
        });
        await process.Host.SendAsync("jobs", new Job(Key), messageId);
        await moment.ReachedAsync();
        await process.Host.SendAsync("jobs", new Job(Key), messageId);
        await WaitingForLocksAsync(1, "inbox");

        // While one copy works and the other waits for it, the clean-up goes through the same table.
        await RememberAsync("2 hours");
        await RememberAsync("59 minutes");
        await OldOnesAreForgottenAsync();
        moment.Pass();
        await bothEnded.ReachedAsync();
        await RememberAsync("2 hours");
        await OldOnesAreForgottenAsync();

        await StepsAsync(0, 1, 2);
        await NothingIsLeftAsync();
        (await EffectsAsync()).ShouldBe(1);
        (await Fixture.CountAsync("inbox")).ShouldBe(2);
        NoStepCameTwice();
    }

    async Task RememberAsync(string age) =>
        await Fixture.Database.ExecuteAsync($"INSERT INTO trips.inbox VALUES (gen_random_uuid(), gen_random_uuid(), now() - interval '{age}')");

    async Task OldOnesAreForgottenAsync() =>
        await Poll.UntilAsync(() => Fixture.CountAsync("inbox", "consumed_at < now() - interval '1 hour'"), count => count == 0, "what is older than the window is forgotten");
}
