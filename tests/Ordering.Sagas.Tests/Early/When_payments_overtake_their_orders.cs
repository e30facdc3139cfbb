using System.Globalization;
using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Early;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace FlashSale.Ordering.Sagas.Tests.Early;

/// <summary>
/// A queue full of orders, and among them payments of orders that come behind them; half of the payments overtake the queue each time, as they do in
/// life. FLASHSALE_EARLY_ORDERS says how many orders; the figures for 10,000 are in docs/adr/0095.
/// </summary>
[Trait("Takes", "Minutes")]
public sealed class When_payments_overtake_their_orders(ITestOutputHelper output)
{
    const byte Usual = 1;

    /// <summary>Every tenth message is a payment.</summary>
    const int OrdersPerPayment = 9;

    const int ManyOrders = 10_000;

    static readonly int Orders = int.Parse(Environment.GetEnvironmentVariable("FLASHSALE_EARLY_ORDERS") ?? "2000", CultureInfo.InvariantCulture);

    /// <summary>Of the rate without early payments. Few orders take seconds, which other work on the machine falls into; as exceptions, 200 early payments leave 0.3 of it.</summary>
    static readonly double LeastShare = Orders >= ManyOrders ? 0.8 : 0.5;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Its waits are those of production.</summary>
    sealed class Patient : SagasHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_REDELIVERY_SECONDS"] = "5,30,120,600" };
    }

    [Fact]
    public async Task Should_hardly_slow_down_the_orders()
    {
        // What this process compiles for the first time.
        await DrainAsync(Orders / 10, payments: Orders / 100);
        var without = await DrainAsync(Orders, payments: 0);
        var with = await DrainAsync(Orders, payments: Orders / 10);

        output.WriteLine($"{Orders} orders: {without.Rate:0}/s; with {Orders / 10} early payments {with.Rate:0}/s, {with.Rate / without.Rate:0.00} of it; "
            + $"the last payment was taken note of {with.PaidAfter.TotalSeconds:0.0} s after the first order, the last order {with.Took.TotalSeconds:0.0} s");
        (with.Rate / without.Rate).ShouldBeGreaterThan(LeastShare);
    }

    async Task<(double Rate, TimeSpan Took, TimeSpan PaidAfter)> DrainAsync(int orders, int payments)
    {
        var host = new Patient();
        await host.InitializeAsync();
        try
        {
            // They leave queues that keep the commands.
            await (await TestServices.StartInventoryAsync(host.Broker.Address, TimeSpan.FromHours(1))).StopAsync();
            await host.StopAsync();
            await FillAsync(host, orders, payments);
            await host.StartAsync();
            await Poll.UntilAsync(() => CountAsync(host, nameof(OrderSubmitted)), count => count == orders, "all orders", Patience);
            await Poll.UntilAsync(() => CountAsync(host, nameof(PaymentReceived)), count => count == payments, "all payments", Patience);

            (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.scheduled_message WHERE NOT properties -> 'headers' ? $1", EarlyMessages.Header)).ShouldBe(0, "nothing is redelivered for a fault");
            (await host.Broker.CountAsync("order-state_error")).ShouldBe(0);
            var took = await TookAsync(host, nameof(OrderSubmitted));
            return (orders / took.TotalSeconds, took, payments == 0 ? TimeSpan.Zero : await TookAsync(host, nameof(PaymentReceived)));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    static async Task FillAsync(SagasHost host, int orders, int payments)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(host.Broker.Address));
        await bus.StartAsync();
        var saga = await bus.GetSendEndpoint(new Uri("exchange:order-state"));
        var ids = Enumerable.Range(0, orders).Select(_ => NewId.NextSequentialGuid()).ToList();
        // In their order: a channel keeps it, but not the order of the confirms.
        foreach (var some in Messages(ids, payments).Chunk(500))
            await Task.WhenAll(some.Select(one => saga.Send(one.Message, one.Message.GetType(), Pipe.Execute<SendContext>(context => context.TrySetPriority(one.Priority)))));

        await bus.StopAsync();
    }

    /// <summary>A payment comes a tenth of the orders before its own.</summary>
    static IEnumerable<(object Message, byte Priority)> Messages(List<Guid> orders, int payments)
    {
        for (var i = 0; i < orders.Count; i++)
        {
            if (i % OrdersPerPayment == 0 && i / OrdersPerPayment < payments)
                yield return (new PaymentReceived { OrderId = orders[i + orders.Count / 10], PaymentId = $"early-{i}", Amount = 19.99m, Currency = "EUR" }, i % 2 == 0 ? Routing.HighestPriority : Usual);
            yield return (TestSubmission.Of(orders[i]), Usual);
        }
    }

    static Task<long> CountAsync(SagasHost host, string name) => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.timeline WHERE event = $1", name);

    /// <summary>From the first order that was consumed until the last such event.</summary>
    static Task<TimeSpan> TookAsync(SagasHost host, string name) =>
        host.Database.ScalarAsync<TimeSpan>("SELECT max(at) FILTER (WHERE event = $1) - min(at) FROM ordering.timeline", name);
}
