using FlashSale.Contracts;
using FlashSale.Notifications.Channels;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_mail_server_refuses : Situation
{
    [Fact]
    public async Task Should_give_up_at_once_when_it_refuses_for_good()
    {
        await PublishAsync(Confirmed("nobody@example.com"));

        (await EndedAsync()).Outcome.ShouldBe(NoticeOutcome.GivenUp);
        (await JournalAsync("state")).ShouldBe("GivenUp");
        (await JournalAsync("attempts")).ShouldBe("1");
        (await JournalAsync("last_error")).ShouldStartWith("550");
    }

    [Fact]
    public async Task Should_try_all_that_the_policy_gives_and_then_give_up_when_it_refuses_for_now()
    {
        await PublishAsync(Confirmed("later@example.com"));

        (await EndedAsync()).Outcome.ShouldBe(NoticeOutcome.GivenUp);
        // (1 + 1 retry) x (1 + 2 redeliveries): given up by the last attempt, not by the error queue.
        (await JournalAsync("attempts")).ShouldBe("6");
        (await JournalAsync("last_error")).ShouldStartWith("451");
        (await Broker.CountAsync("order-confirmed_error")).ShouldBe(0);
    }

    [Fact]
    public async Task Should_give_up_what_is_no_address()
    {
        await PublishAsync(Confirmed("alice at home"));

        (await EndedAsync()).Outcome.ShouldBe(NoticeOutcome.GivenUp);
        Smtp.Mails.ShouldBeEmpty();
    }
}

public sealed class When_the_mail_server_refuses_its_client
{
    [Theory]
    [InlineData("554 5.3.2 no service here")]
    [InlineData("421 4.7.0 too many connections")]
    public async Task Should_try_again_later_since_nothing_was_said_of_the_mail(string greeting)
    {
        await using var server = new SmtpServer();
        await server.StartAsync($"greeting={greeting}");
        await using var channel = new SmtpChannel(server.Options);

        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.NotNow, greeting));
    }
}
