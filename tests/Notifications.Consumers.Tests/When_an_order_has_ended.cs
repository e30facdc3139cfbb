using FlashSale.Contracts;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_an_order_has_ended : Situation
{
    [Fact]
    public async Task Should_tell_the_buyer_once_and_report_it()
    {
        await PublishAsync(Confirmed("alice@example.com"));

        var ended = await EndedAsync();
        ended.ShouldBe(new NoticeEnded { OrderId = OrderId, Notice = "confirmed", Channel = "email", Outcome = NoticeOutcome.Sent });
        var mail = Smtp.Mails.ShouldHaveSingleItem();
        mail.ShouldContain($"Message-ID: <{OrderId}.confirmed@flashsale>");
        mail.ShouldContain("To: alice@example.com");
        mail.ShouldContain("Subject: Your order of demo-phone is confirmed");
        mail.ShouldContain("Amount: 99.80 EUR");
        (await JournalAsync("state")).ShouldBe("Sent");
        (await JournalAsync("attempts")).ShouldBe("1");
    }

    [Fact]
    public async Task Should_tell_of_every_kind_of_end()
    {
        const string Email = "alice@example.com";
        var like = Confirmed(Email);
        await PublishAsync(like);
        await PublishAsync(new OrderExpired { OrderId = OrderId, ProductId = like.ProductId, UserId = like.UserId, Quantity = 2, Amount = like.Amount, Currency = "EUR", Email = Email });
        await PublishAsync(new OrderCancelled { OrderId = OrderId, ProductId = like.ProductId, UserId = like.UserId, Quantity = 2, Amount = like.Amount, Currency = "EUR", Email = Email });
        await PublishAsync(new OrderDeclined { OrderId = OrderId, ProductId = like.ProductId, UserId = like.UserId, Quantity = 2, Amount = like.Amount, Currency = "EUR", Email = Email });
        await PublishAsync(new OrderRejected { OrderId = OrderId, ProductId = like.ProductId, UserId = like.UserId, Quantity = 2, Amount = like.Amount, Currency = "EUR", Email = Email });

        await EndedAsync(5);
        Ended.Select(one => one.Message.Notice).ShouldBe(["cancelled", "confirmed", "declined", "expired", "rejected"], ignoreOrder: true);
        Ended.Select(one => one.MessageId).Distinct().Count().ShouldBe(5);
        Smtp.Mails.Count.ShouldBe(5);
        foreach (var notice in (string[])["cancelled", "confirmed", "declined", "expired", "rejected"])
            Smtp.Mails.Count(mail => mail.Contains($"Message-ID: <{OrderId}.{notice}@flashsale>", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_skip_a_buyer_without_an_address()
    {
        await PublishAsync(Confirmed(null));

        (await EndedAsync()).Outcome.ShouldBe(NoticeOutcome.Skipped);
        (await JournalAsync("state")).ShouldBe("Skipped");
        Smtp.Mails.ShouldBeEmpty();
    }
}
