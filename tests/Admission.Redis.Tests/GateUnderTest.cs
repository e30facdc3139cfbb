using FlashSale.ServiceDefaults;
using FlashSale.TestKit;
using MassTransit;
using StackExchange.Redis;

namespace FlashSale.Admission.Tests;

/// <summary>The gate over a real Redis, with one product of its own.</summary>
public sealed class GateUnderTest : IAsyncDisposable
{
    readonly ConnectionMultiplexer _look;

    public GateUnderTest()
        : this(Servers.Addresses.Redis)
    {
    }

    /// <param name="address">host:port of the server that the gate talks to.</param>
    /// <param name="server">host:port that the test looks at, when the gate talks through a proxy.</param>
    public GateUnderTest(string address, string? server = null)
    {
        Connection = new GateConnection(address, TimeProvider.System);
        Admission = new AdmissionGate(Connection);
        Sales = new SaleGate(Connection);
        Stock = new StockGate(Connection);
        var options = ConfigurationOptions.Parse(server ?? address);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        _look = ConnectionMultiplexer.Connect(options);
        _look.PreserveAsyncOrder = false;
        Sale = Definition(ProductId);
    }

    public string ProductId { get; } = $"test-{Guid.NewGuid():N}";
    public GateConnection Connection { get; }
    public AdmissionGate Admission { get; }
    public SaleGate Sales { get; }
    public StockGate Stock { get; }

    /// <summary>The sale as it was last opened or changed by this test.</summary>
    public SaleDefinition Sale { get; private set; }

    /// <summary>The same server, around the gate.</summary>
    public IDatabase Redis => _look.GetDatabase();

    public static SaleDefinition Definition(string productId) => new()
    {
        ProductId = productId,
        Epoch = 1,
        Version = 1,
        TotalStock = 10,
        Price = 499.90m,
        Currency = "EUR",
        StartsAt = DateTimeOffset.UtcNow.AddMinutes(-1),
        EndsAt = DateTimeOffset.UtcNow.AddHours(1),
        PerCustomerLimit = 2,
        PaymentWindowSeconds = SaleDefaults.PaymentWindowSeconds,
        Paused = false,
    };

    public async Task<GateUnderTest> OpenAsync(Func<SaleDefinition, SaleDefinition>? with = null)
    {
        Sale = with?.Invoke(Sale) ?? Sale;
        if (await Sales.OpenAsync(Sale, Sale.TotalStock, default) is not OpenSaleOutcome.Opened)
            throw new InvalidOperationException("The sale is open already.");
        return this;
    }

    public Task<ChangeSaleOutcome> ChangeAsync(Func<SaleDefinition, SaleDefinition> with)
    {
        Sale = with(Sale with { Version = Sale.Version + 1 });
        return Sales.ChangeAsync(Sale, default);
    }

    public AdmissionRequest Request(string userId = "alice", int quantity = 1, string? key = null, string? email = null) => new()
    {
        ProductId = ProductId,
        Epoch = 1,
        OrderId = NewId.NextSequentialGuid(),
        UserId = userId,
        Quantity = quantity,
        IdempotencyKey = key,
        Email = email,
    };

    public Task<AdmissionReply> AdmitAsync(string userId = "alice", int quantity = 1, string? key = null, string? email = null) =>
        Admission.AdmitAsync(Request(userId, quantity, key, email), default);

    public async Task<SaleSnapshot> BooksAsync() => await Sales.SnapshotAsync(ProductId, default) ?? throw new InvalidOperationException("Not loaded.");

    /// <summary>Everything that Redis holds for the product, key by key, to the byte.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TracesAsync()
    {
        var traces = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in Keys())
            traces[key] = Convert.ToBase64String((await Redis.KeyDumpAsync(key))!);
        return traces;
    }

    public IReadOnlyList<string> Keys() =>
        [.. _look.GetServer(_look.GetEndPoints()[0]).Keys(pattern: $"*{ProductId}*", pageSize: 1000).Select(key => (string)key!)];

    public async ValueTask DisposeAsync()
    {
        if (_look.IsConnected)
            await Redis.KeyDeleteAsync([.. Keys().Select(key => (RedisKey)key)]);
        _look.Dispose();
        await Connection.DisposeAsync();
    }
}
