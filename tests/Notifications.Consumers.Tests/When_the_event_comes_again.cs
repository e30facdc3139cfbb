using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_event_comes_again : Situation
{
    [Fact]
    public async Task Should_repeat_the_report_and_not_the_mail()
    {
        await PublishAsync(Confirmed("alice@example.com"));
        await EndedAsync();
        await PublishAsync(Confirmed("alice@example.com"));
        await EndedAsync(2);

        Ended[1].ShouldBe(Ended[0], "the same message id too: the saga's inbox takes it for the first one");
        Smtp.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_send_again_under_the_same_message_id_after_a_crash_before_the_journal()
    {
        await PublishAsync(Confirmed("alice@example.com"));
        await EndedAsync();
        // As a process leaves it that dies after the server took the mail.
        await Database.ExecuteAsync("UPDATE notifications.journal SET state = 'Sending', ended_at = NULL WHERE order_id = $1", OrderId);
        await PublishAsync(Confirmed("alice@example.com"));
        await EndedAsync(2);

        Smtp.Mails.Count.ShouldBe(2);
        Smtp.Mails.ShouldAllBe(mail => mail.Contains($"Message-ID: <{OrderId}.confirmed@flashsale>", StringComparison.Ordinal));
        (await JournalAsync("state")).ShouldBe("Sent");
        (await JournalAsync("attempts")).ShouldBe("2");
    }
}
