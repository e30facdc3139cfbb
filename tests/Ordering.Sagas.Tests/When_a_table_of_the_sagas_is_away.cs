using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>As under a late migration: every message of the sagas writes the timeline, and is given up after 0.8 s of redeliveries.</summary>
public sealed class When_a_table_of_the_sagas_is_away(When_a_table_of_the_sagas_is_away.ImpatientHost host) : IClassFixture<When_a_table_of_the_sagas_is_away.ImpatientHost>, IAsyncLifetime
{
    const int Orders = 30;
    static readonly TimeSpan Away = TimeSpan.FromSeconds(6);

    readonly List<IBusControl> _services = [];

    public sealed class ImpatientHost : SagasHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_REDELIVERY_SECONDS"] = "0.2,0.2,0.2,0.2" };
    }

    public async Task InitializeAsync()
    {
        _services.Add(await TestServices.StartInventoryAsync(host.Broker.Address, TimeSpan.FromMinutes(15)));
        _services.Add(await TestServices.StartNotificationsAsync(host.Broker.Address));
    }

    public async Task DisposeAsync()
    {
        foreach (var service in _services)
            await service.StopAsync();
    }

    [Fact]
    public async Task Should_carry_on_all_orders_when_it_is_back()
    {
        var (paid, begun) = (Ids(), Ids());
        await PublishAsync(paid, TestSubmission.Of);
        await AllAreAsync("AwaitingPayment");

        await host.Database.ExecuteAsync("ALTER TABLE ordering.timeline RENAME TO timeline_elsewhere");
        await PublishAsync(paid, id => new PaymentReceived { OrderId = id, PaymentId = $"{id}", Amount = 19.99m, Currency = "EUR" });
        await PublishAsync(begun, TestSubmission.Of);
        await Task.Delay(Away);
        await AllAreAsync("AwaitingPayment");
        await host.Database.ExecuteAsync("ALTER TABLE ordering.timeline_elsewhere RENAME TO timeline");

        await AllAreAsync("AwaitingPayment", "Completed");
        (await host.Broker.CountAsync("order-state_error")).ShouldBe(0);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.orders WHERE order_id = ANY ($1) AND state = 'Completed'", paid)).ShouldBe(Orders);
        (await host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.orders WHERE order_id = ANY ($1) AND state = 'AwaitingPayment'", begun)).ShouldBe(Orders);
    }

    static Guid[] Ids() => [.. Enumerable.Range(0, Orders).Select(_ => NewId.NextSequentialGuid())];

    Task PublishAsync(Guid[] orders, Func<Guid, object> message) => Task.WhenAll(orders.Select(id => host.PublishAsync(message(id))));

    /// <summary>As many orders are in each of the states, and none in another.</summary>
    Task<string> AllAreAsync(params string[] states) => Poll.UntilAsync(
        () => host.Database.ScalarAsync<string>("SELECT string_agg(state || ' ' || orders, ', ' ORDER BY state) FROM (SELECT state, count(*) AS orders FROM ordering.orders GROUP BY state) AS counted"),
        counts => counts == string.Join(", ", states.Select(state => $"{state} {Orders}")), string.Join(" and ", states), TimeSpan.FromSeconds(40));
}
