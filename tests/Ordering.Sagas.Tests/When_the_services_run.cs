using FlashSale.Contracts;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>The host on a real RabbitMQ, with its real definitions; the services around it are stand-ins.</summary>
public sealed class When_the_services_run(When_the_services_run.AheadOfItsTime host) : IClassFixture<When_the_services_run.AheadOfItsTime>, IAsyncLifetime
{
    readonly List<IBusControl> _services = [];

    /// <summary>The host's own clock is a day ahead: no deadline may listen to it.</summary>
    public sealed class AheadOfItsTime : SagasHost
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_CLOCK_OFFSET_SECONDS"] = "86400" };
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var service in _services)
            await service.StopAsync();
    }

    [Fact]
    public async Task Should_keep_its_commands_until_somebody_takes_them_and_carry_orders_to_their_ends()
    {
        var (paid, unpaid) = (NewId.NextSequentialGuid(), NewId.NextSequentialGuid());
        await host.PublishAsync(TestSubmission.Of(paid));
        await host.PublishAsync(TestSubmission.Of(unpaid));

        // Nobody has ever declared a queue for AllocateStock: RabbitMQ would drop it without a word.
        await Poll.UntilAsync(
            () => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.outbox WHERE destination LIKE '%AllocateStock%' AND attempts > 0"),
            count => count == 2, "two commands returned by the broker and kept");

        _services.Add(await TestServices.StartInventoryAsync(host.Broker.Address, TimeSpan.FromMinutes(15)));
        await Poll.UntilAsync(() => host.StateOfAsync(paid), state => state == "AwaitingPayment", "AwaitingPayment", TimeSpan.FromSeconds(30));
        await Poll.UntilAsync(() => host.StateOfAsync(unpaid), state => state == "AwaitingPayment", "AwaitingPayment", TimeSpan.FromSeconds(30));

        _services.Add(await TestServices.StartNotificationsAsync(host.Broker.Address));
        await host.PublishAsync(new PaymentReceived { OrderId = paid, PaymentId = "paid", Amount = 19.99m, Currency = "EUR" });
        await Poll.UntilAsync(() => host.StateOfAsync(paid), state => state == "Completed", "Completed");

        // By the host's clock the deadline has long passed; PostgreSQL's decides.
        (await host.StateOfAsync(unpaid)).ShouldBe("AwaitingPayment");
        (await host.Database.ScalarAsync<string>("SELECT properties ->> 'transport' FROM ordering.scheduled_message")).ShouldContain("\"RMQ-Priority\": 2", customMessage: "the deadline overtakes the crowd's new orders");
        await host.Database.ExecuteAsync("UPDATE ordering.orders SET payment_due_at = now() WHERE order_id = $1", unpaid);
        await host.Database.ExecuteAsync("UPDATE ordering.scheduled_message SET due_at = now()");
        await Poll.UntilAsync(() => host.StateOfAsync(unpaid), state => state == "Expired", "Expired");

        await Poll.UntilAsync(() => host.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.outbox"), count => count == 0, "an empty outbox");
        (await host.Broker.CountAsync("order-state_error")).ShouldBe(0);
    }
}
