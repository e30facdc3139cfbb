using FlashSale.Contracts;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_many_orders_end_at_once : Situation
{
    const int Orders = 60;

    [Fact]
    public async Task Should_send_each_its_notice_whatever_becomes_of_the_others()
    {
        // PostgreSQL takes no text with a zero in it.
        var unwritable = Confirmed("mallory\0@example.com") with { OrderId = NewId.NextSequentialGuid() };
        var orders = Enumerable.Range(0, Orders).Select(n => Confirmed($"buyer-{n}@example.com") with { OrderId = NewId.NextSequentialGuid() }).ToArray();
        // The first one twice: one statement cannot write a row two times.
        OrderConfirmed[] events = [orders[0], .. orders.Take(Orders / 2), unwritable, .. orders.Skip(Orders / 2)];
        await Task.WhenAll(events.Select(PublishAsync));

        await Poll.UntilAsync(() => Task.FromResult(Ended), ended => ended.Count > Orders, $"{Orders + 1} NoticeEnded");
        Ended.Select(one => one.Message.OrderId).Distinct().Order().ShouldBe(orders.Select(order => order.OrderId).Order());
        (await Database.ScalarAsync<long>("SELECT count(*) FROM notifications.journal WHERE state = 'Sent'")).ShouldBe(Orders);
        (await Database.ScalarAsync<long>("SELECT count(*) FROM notifications.journal WHERE attempts <> 1 AND order_id <> $1", orders[0].OrderId)).ShouldBe(0);
        Smtp.Mails.Select(mail => mail.Split('\n').Single(line => line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))).Distinct(StringComparer.Ordinal).Count().ShouldBe(Orders);
    }
}
