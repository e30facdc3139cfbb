using FlashSale.Contracts;
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
