using FlashSale.Admission;
using FlashSale.Contracts;
using FlashSale.Inventory.Rebuild;
using FlashSale.Inventory.Reconciliation;
using FlashSale.Ordering.Sagas;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests.Reconciliation;

/// <summary>Inventory and the real sagas; the test stands where API and notifications stand. Walks follow each other without a pause, so that they meet
/// many orders on their way.</summary>
public sealed class BooksWithSagas : InventoryWithItsOwnRedis
{
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    WebApplication? _sagas;
    IBusControl? _notifications;
    ConnectionMultiplexer? _look;

    public IDatabase Look => (_look ??= ConnectionMultiplexer.Connect(OwnRedis.Address["redis://".Length..])).GetDatabase();

    protected override void Configure(IServiceCollection services) => services
        .AddSingleton(new RebuildOptions())
        .AddSingleton(new ReconciliationOptions { LookEvery = Soon, RestlessFor = Soon, WalkEvery = Soon, WalkAgainAfter = Soon, LeastAge = TimeSpan.FromSeconds(2), Leisure = 0 });

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
        _look?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>An order of a new sale whose intent left the stream before the relay, which knew nothing of the sale, could read it.</summary>
    public async Task<OrderSubmitted> LoseAnOrderAsync(int quantity)
    {
        var product = $"product-{Guid.NewGuid():N}";
        await Database.ExecuteAsync("SELECT inventory.set_total($1, 1, 10)", product);
        await Service<SaleGate>().OpenAsync(new()
        {
            ProductId = product,
            Epoch = 1,
            Version = 1,
            TotalStock = 10,
            Price = 9.90m,
            Currency = "EUR",
            StartsAt = DateTimeOffset.UtcNow.AddHours(-1),
            EndsAt = DateTimeOffset.UtcNow.AddHours(1),
            PerCustomerLimit = 10,
            PaymentWindowSeconds = 900,
            Paused = false,
        }, 10, CancellationToken.None);
        var admitted = await AdmitAsync(product, quantity);
        (await Look.KeyDeleteAsync($"{{{product}}}:intents")).ShouldBeTrue();
        await Database.ExecuteAsync("""
            INSERT INTO ordering.sales (product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds, version, epoch)
            VALUES ($1, 'Thing', 9.90, 'EUR', 10, now() - interval '1 hour', now() + interval '1 hour', 10, 900, 1, 1)
            """, product);
        return (await Service<SaleGate>().FindReservationAsync(admitted.OrderId, [product], CancellationToken.None))!;
    }

    public Task<Guid[]> OpenOrdersAsync(string product, int atMost) => Database.ScalarAsync<Guid[]>(
        "SELECT ARRAY(SELECT order_id FROM ordering.orders WHERE product_id = $1 AND state = 'AwaitingPayment' LIMIT $2)", product, atMost);

    public Task<string> StateAsync(Guid order) => Database.ScalarAsync<string>("SELECT coalesce((SELECT state FROM ordering.orders WHERE order_id = $1), 'none')", order);

    public Task UntilAsync(Guid order, string state) => Poll.UntilAsync(() => StateAsync(order), now => now == state, $"{order} is {state}", TimeSpan.FromSeconds(40));

    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class => _notifications!.Publish(message, context => context.MessageId = messageId ?? NewId.NextGuid());

    /// <summary>The payment's record and its word, as the API has them.</summary>
    public async Task PayAsync(OrderSubmitted order, string payment)
    {
        var amount = order.UnitPrice * order.Quantity;
        await Database.ExecuteAsync("INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency) VALUES ($1, 'succeeded', $2, $3, $4)", payment, order.OrderId, amount, order.Currency);
        await PublishAsync(new PaymentReceived { OrderId = order.OrderId, PaymentId = payment, Amount = amount, Currency = order.Currency });
    }

    static NoticeEnded Ended(Guid order) => new() { OrderId = order, Notice = "any", Channel = "email", Outcome = NoticeOutcome.Skipped };
}
