using System.Diagnostics;
using System.Text;
using FlashSale.Inventory.Rebuild;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Rebuild;

public sealed class When_orders_are_on_their_way_to_the_sagas(InventoryThatLosesItsRedis inventory) : IClassFixture<InventoryThatLosesItsRedis>
{
    const string Queue = "order-state";

    static readonly TimeSpan Settling = InventoryThatLosesItsRedis.Relay.PublishTimeout + InventoryThatLosesItsRedis.Options.StatisticsAge;

    [Fact]
    public async Task Should_stay_closed_until_the_sagas_queue_is_empty()
    {
        var product = await inventory.OpenSaleAsync(5);
        await inventory.HoldAsync(product, "alice");
        await inventory.Broker.PutAsync(Queue, "an order");
        await Poll.UntilAsync(() => FindAsync(product), found => found?.StartsWith("1 messages", StringComparison.Ordinal) == true, "the message is measured");

        await inventory.LoseAllAsync();
        await Poll.UntilAsync(() => inventory.EpochAsync(product), epoch => epoch == 2, "the sale is closed");
        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(() => Task.FromResult(clock.Elapsed), elapsed => elapsed > Settling * 3, "it has had the time to open");
        (await inventory.Store.LookAsync(product, CancellationToken.None)).Epoch.ShouldBe(0);

        await inventory.Broker.PurgeAsync(Queue);
        // Not for ever in the same epoch: a rebuild that Redis leaves without an answer for a second is begun anew, in the next.
        (await inventory.ReopenedAsync(product))!.Epoch.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Should_see_those_that_wait_for_the_relay()
    {
        var unknown = $"product-{Guid.NewGuid():N}";
        await inventory.Look.ExecuteAsync("XADD", $"{{{unknown}}}:intents", "*", "order", "x");
        (await FindAsync(unknown)).ShouldBe($"1 intents of {unknown} wait for the relay");
    }

    [Fact]
    public async Task Should_see_those_that_are_to_be_delivered_again()
    {
        await inventory.Broker.PutAsync(Queue, "x");
        await inventory.Broker.PurgeAsync(Queue);
        await Poll.UntilAsync(() => FindAsync("none"), found => found is null, "nothing is on its way");
        await ScheduleAsync("OrderSubmitted");
        await ScheduleAsync("PaymentExpired");
        (await FindAsync("none")).ShouldBe("1 orders await redelivery");
        await inventory.Database.ExecuteAsync("DELETE FROM ordering.scheduled_message");
    }

    [Fact]
    public async Task Should_not_wait_for_those_of_another_sale()
    {
        await inventory.Broker.PutAsync(Queue, "x");
        await inventory.Broker.PurgeAsync(Queue);
        var (held, other) = (await inventory.OpenSaleAsync(5), await inventory.OpenSaleAsync(5));
        await inventory.HoldAsync(held, "alice");
        await inventory.HoldAsync(other, "alice");
        await ScheduleAsync("OrderSubmitted", held);

        await inventory.LoseAllAsync();

        var reopened = await inventory.ReopenedAsync(other);
        // And a sale that is lost while that one waits is rebuilt, too.
        await inventory.Look.KeyDeleteAsync($"{{{other}}}:sale");
        await inventory.ReopenedAsync(other, after: reopened!.Epoch);
        (await inventory.Store.LookAsync(held, CancellationToken.None)).Epoch.ShouldBe(0, "its own order is still on its way");
        await inventory.Database.ExecuteAsync("DELETE FROM ordering.scheduled_message");
        await inventory.ReopenedAsync(held);
    }

    [Fact]
    public async Task Should_say_that_it_does_not_know_when_the_broker_does_not_answer()
    {
        var addresses = Servers.Addresses with { RabbitMqManagement = new("http://guest:guest@127.0.0.1:1") };
        using var http = new HttpClient { BaseAddress = addresses.RabbitMqManagement };
        var onTheirWay = new InFlightOrders(new(http, addresses), inventory.Database.DataSource, inventory.Store);
        await Should.ThrowAsync<HttpRequestException>(() => onTheirWay.FindAsync(["none"], CancellationToken.None));
    }

    async Task<string?> FindAsync(string product) => (await inventory.Service<InFlightOrders>().FindAsync([product], CancellationToken.None)).GetValueOrDefault(product);

    /// <param name="product">The sale of the message, if it names one.</param>
    Task<int> ScheduleAsync(string type, string? product = null) => inventory.Database.ExecuteAsync("""
        INSERT INTO ordering.scheduled_message (token_id, due_at, message_id, destination, content_type, message_types, body, properties)
        VALUES (gen_random_uuid(), now() + interval '1 minute', gen_random_uuid(), 'queue:order-state', 'application/json', $1, $2, '{}')
        """, $"urn:message:FlashSale.Contracts:{type}", Encoding.UTF8.GetBytes(product is null ? "" : $$"""{ "message": { "orderId": "x", "productId": "{{product}}" } }"""));
}
