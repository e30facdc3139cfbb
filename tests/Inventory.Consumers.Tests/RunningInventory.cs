using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Contracts;
using FlashSale.ServiceDefaults;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FlashSale.Inventory.Tests;

/// <summary>The inventory's host as Program.cs builds it, on a database and a virtual host of its own.</summary>
public class RunningInventory : IAsyncLifetime
{
    readonly List<WebApplication> _instances = [];

    public TestDatabase Database { get; } = new();

    public TestBroker Broker { get; } = new();

    public Listener Sagas { get; private set; } = null!;

    /// <summary>redis:// URI; the shared test server, unless a situation brings its own.</summary>
    protected virtual string Redis => Servers.Setting("FLASHSALE_REDIS")!;

    protected virtual int Instances => 1;

    protected virtual string RedeliverySeconds => "0.1";

    /// <summary>What a situation wants otherwise than production.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    /// <summary>Whether anybody has bound a queue for the words of the inventory.</summary>
    protected virtual bool IsHeard => true;

    public virtual async Task InitializeAsync()
    {
        await Task.WhenAll(Database.InitializeAsync(), Broker.InitializeAsync());
        Sagas = new(Broker.Address);
        if (IsHeard)
            await Sagas.StartAsync();
        for (var i = 0; i < Instances; i++)
            _instances.Add(await StartAsync());
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        await Sagas.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    public T Service<T>()
        where T : notnull => _instances[0].Services.GetRequiredService<T>();

    /// <summary>A sale of its own, open in ledger and Redis.</summary>
    /// <param name="units">Units in Redis.</param>
    /// <param name="ledgerUnits">Units in the ledger, when they differ.</param>
    public async Task<string> OpenSaleAsync(int units, int? ledgerUnits = null)
    {
        var sale = await LoadSaleAsync(units, ledgerUnits);
        await AnnounceAsync(sale);
        return sale.ProductId;
    }

    /// <summary>A sale in ledger and Redis that the services do not know of yet.</summary>
    protected async Task<SaleDefinition> LoadSaleAsync(int units, int? ledgerUnits = null)
    {
        var now = DateTimeOffset.UtcNow;
        var sale = new SaleDefinition
        {
            ProductId = $"product-{Guid.NewGuid():N}",
            Epoch = 1,
            Version = 1,
            TotalStock = units,
            Price = 9.90m,
            Currency = "EUR",
            StartsAt = now.AddHours(-1),
            EndsAt = now.AddHours(1),
            PerCustomerLimit = 10,
            PaymentWindowSeconds = 900,
            Paused = false,
        };
        await Database.ExecuteAsync("SELECT inventory.set_total($1, 1, $2)", sale.ProductId, ledgerUnits ?? units);
        await Service<SaleStore>().OpenAsync(sale, units, CancellationToken.None);
        return sale;
    }

    protected Task AnnounceAsync(SaleDefinition sale) => Database.ExecuteAsync("""
        INSERT INTO ordering.sales (product_id, name, price, currency, total_stock, starts_at, ends_at, per_customer_limit, payment_window_seconds, version, epoch)
        VALUES ($1, 'Thing', $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, sale.ProductId, sale.Price, sale.Currency, sale.TotalStock, sale.StartsAt, sale.EndsAt, sale.PerCustomerLimit, sale.PaymentWindowSeconds, sale.Version, sale.Epoch);

    /// <summary>An order that was admitted, as the command that the saga gives for it.</summary>
    public async Task<AllocateStock> AdmitAsync(string product, int quantity = 1)
    {
        var reply = await AskAsync(new() { ProductId = product, Epoch = 1, OrderId = NewId.NextSequentialGuid(), UserId = $"user-{Guid.NewGuid():N}", Quantity = quantity });
        reply.Outcome.ShouldBe(AdmissionOutcome.Accepted);
        return new() { OrderId = reply.OrderId, ProductId = product, UserId = reply.Order!.UserId, Quantity = quantity, PaymentWindowSeconds = 900 };
    }

    /// <summary>Admission's decision. A machine that is too busy to answer in time has taken nothing, and is asked again.</summary>
    protected Task<AdmissionReply> AskAsync(AdmissionRequest request) => Poll.UntilAsync(() => Service<OrderAdmission>().AdmitAsync(request, CancellationToken.None),
        reply => reply.Outcome is not (AdmissionOutcome.Late or AdmissionOutcome.Unreachable), "Redis decides");

    /// <summary>An order that is admitted and allocated.</summary>
    public async Task<AllocateStock> AllocateAsync(string product, int quantity = 1)
    {
        var order = await AdmitAsync(product, quantity);
        await Sagas.GiveAsync(order);
        await Sagas.HearAsync<StockAllocated>(order.OrderId);
        return order;
    }

    public static ReleaseStock Release(AllocateStock order) =>
        new() { OrderId = order.OrderId, ProductId = order.ProductId, UserId = order.UserId, Quantity = order.Quantity };

    public static CommitStock Commit(AllocateStock order) =>
        new() { OrderId = order.OrderId, ProductId = order.ProductId, Quantity = order.Quantity };

    /// <summary>The ledger's books.</summary>
    public async Task<Books> BooksAsync(string product)
    {
        await using var command = Database.DataSource.CreateCommand("SELECT total, available, allocated, sold FROM inventory.stock_books WHERE product_id = $1");
        command.Parameters.Add(new() { Value = product });
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        return new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
    }

    /// <summary>Redis's books: units available and units reserved.</summary>
    public async Task<(int Available, int Reserved)> RedisAsync(string product)
    {
        var snapshot = await Service<SaleStore>().SnapshotAsync(product, CancellationToken.None);
        return (snapshot!.Available, snapshot.Reserved);
    }

    public async Task ShouldHaveNoDeadLettersAsync()
    {
        foreach (var queue in await Broker.QueueNamesAsync())
        {
            if (queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal))
                (await Broker.CountAsync(queue)).ShouldBe(0, queue);
        }
    }

    async Task<WebApplication> StartAsync()
    {
        var builder = NewHost("inventory");
        Configure(builder.Services);
        builder.AddInventory();
        return await StartAsync(builder);
    }

    /// <summary>The beginning of a host on the servers of this situation.</summary>
    protected WebApplicationBuilder NewHost(string service)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FLASHSALE_POSTGRES"] = UriOf(Database.ConnectionString),
            ["FLASHSALE_REDIS"] = Redis,
            ["FLASHSALE_RABBITMQ"] = Broker.Address.ToString(),
            ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Setting("FLASHSALE_RABBITMQ_MANAGEMENT"),
            ["FLASHSALE_PAYMENT_PROVIDER"] = "http://127.0.0.1:1/",
            ["FLASHSALE_DRAIN_SECONDS"] = "0",
            ["FLASHSALE_RETRY_MILLISECONDS"] = "5,10",
            ["FLASHSALE_REDELIVERY_SECONDS"] = RedeliverySeconds,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(service);
        return builder;
    }

    protected static async Task<WebApplication> StartAsync(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync();
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(20));
        return app;
    }

    static string UriOf(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://{Uri.EscapeDataString(parts.Username!)}:{Uri.EscapeDataString(parts.Password ?? "")}@{parts.Host}:{parts.Port}/{parts.Database}";
    }
}
