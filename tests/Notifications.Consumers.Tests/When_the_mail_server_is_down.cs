using FlashSale.Contracts;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_mail_server_is_down : Situation
{
    protected override bool SmtpIsUp => false;

    // The last one is long enough for the server to start.
    protected override string Redeliveries => "0.1,6";

    [Fact]
    public async Task Should_send_when_it_is_back()
    {
        await PublishAsync(Confirmed("alice@example.com"));
        await Poll.UntilAsync(() => JournalAsync("attempts"), attempts => attempts is not null && int.Parse(attempts) >= 2, "tried in vain");
        (await JournalAsync("state")).ShouldBe("Sending");
        Ended.ShouldBeEmpty();

        await Smtp.StartAsync();

        (await EndedAsync()).Outcome.ShouldBe(NoticeOutcome.Sent);
        Smtp.Mails.ShouldHaveSingleItem().ShouldContain($"Message-ID: <{OrderId}.confirmed@flashsale>");
    }
}
