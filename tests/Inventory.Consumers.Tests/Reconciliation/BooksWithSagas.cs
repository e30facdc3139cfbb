using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.Inventory.Rebuild;
using FlashSale.Inventory.Reconciliation;
using FlashSale.Ordering.Sagas;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Inventory.Tests.Reconciliation;

/// <summary>Inventory and the real sagas; the test stands where API and notifications stand. Walks follow each other without a pause, so that they meet
/// many orders on their way.</summary>
public sealed class BooksWithSagas : InventoryWithItsOwnRedis
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    WebApplication? _sagas;
    IBusControl? _notifications;

    protected override void Configure(IServiceCollection services) => services
        .AddSingleton(new RebuildOptions())
        .AddSingleton(new ReconciliationOptions { LookEvery = Soon, RestlessFor = Soon, WalkEvery = Soon, WalkAgainAfter = Soon, LeastAge = TimeSpan.FromSeconds(2), PauseFactor = 0 });

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = NewHost("sagas");
        builder.AddOrderingSagas();
        _sagas = await StartAsync(builder);
        _notifications = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(Broker.Address);
            rabbit.ReceiveEndpoint("notices", endpoint =>
            {
                endpoint.Handler<OrderConfirmed>(context => context.Publish(Ended(context.Message.OrderId)));
                endpoint.Handler<OrderCancelled>(context => context.Publish(Ended(context.Message.OrderId)));
            });
        });
        await _notifications.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await _notifications!.StopAsync();
        await _sagas!.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>An order of a new sale whose intent left the stream before the relay, which knew nothing of the sale, could read it.</summary>
    public async Task<OrderSubmitted> LoseAnOrderAsync(int quantity)
    {
        var sale = await LoadSaleAsync(units: 10);
        var admitted = await AdmitAsync(sale.ProductId, quantity);
        (await Look.KeyDeleteAsync($"{{{sale.ProductId}}}:intents")).ShouldBeTrue();
        await AnnounceAsync(sale);
        return (await Service<SaleStore>().FindReservationAsync(admitted.OrderId, [sale.ProductId], CancellationToken.None))!;
    }

    public Task<Guid[]> OpenOrdersAsync(string product, int atMost) => Database.ScalarAsync<Guid[]>(
        "SELECT ARRAY(SELECT order_id FROM ordering.orders WHERE product_id = $1 AND state = 'AwaitingPayment' LIMIT $2)", product, atMost);

    public Task<string> StateAsync(Guid order) => Database.ScalarAsync<string>("SELECT coalesce((SELECT state FROM ordering.orders WHERE order_id = $1), 'none')", order);

    public Task UntilAsync(Guid order, string state) => Poll.UntilAsync(() => StateAsync(order), now => now == state, $"{order} is {state}", TimeSpan.FromSeconds(40));

    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class => _notifications!.Publish(message, context => context.MessageId = messageId ?? NewId.NextGuid());

    /// <summary>The payment's record and its message, as the API has them.</summary>
    public async Task PayAsync(OrderSubmitted order, string payment)
    {
        var amount = order.UnitPrice * order.Quantity;
        await Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, 'succeeded', $2, $3, $4)", payment, order.OrderId, amount, order.Currency);
        await PublishAsync(new PaymentReceived { OrderId = order.OrderId, PaymentId = payment, Amount = amount, Currency = order.Currency });
    }

    static NoticeEnded Ended(Guid order) => new() { OrderId = order, Notice = "any", Channel = "email", Outcome = NoticeOutcome.Skipped };
}
