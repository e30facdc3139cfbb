using System.Diagnostics;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_host_stops : Situation
{
    // Long enough to be there when it is looked for.
    protected override string Redeliveries => "60";

    [Fact]
    public async Task Should_take_leave_of_the_mail_server()
    {
        await PublishAsync(Confirmed("alice@example.com"));
        await EndedAsync();
        Smtp.Count("QUIT").ShouldBe(0);

        await StopHostAsync();
        Smtp.Count("QUIT").ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_wait_for_ever_for_a_mail_server_that_stands_still()
    {
        await PublishAsync(Confirmed("silent@example.com"));
        await Poll.UntilAsync(() => Task.FromResult(Smtp.Count("RCPT")), commands => commands == 1, "the mail server has the mail in hand");

        var since = Stopwatch.GetTimestamp();
        await StopHostAsync();

        // One attempt is 10 s, and its retry would be as many again.
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await JournalAsync("state")).ShouldBe("Sending");
        (await Database.ScalarAsync<long>("SELECT count(*) FROM notifications.scheduled_message")).ShouldBe(1, "the redelivery comes to the next host");
    }
}
