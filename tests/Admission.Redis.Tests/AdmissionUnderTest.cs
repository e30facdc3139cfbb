using FlashSale.Admission.Admit;
using FlashSale.Admission.OlderData;
using FlashSale.Admission.Reservations;
using FlashSale.Admission.Sales;
using FlashSale.TestKit;
using MassTransit;
using StackExchange.Redis;

namespace FlashSale.Admission.Tests;

/// <summary>Admission over a real Redis, with one product of its own.</summary>
public sealed class AdmissionUnderTest : IAsyncDisposable
{
    // One for all: connecting blocks a thread of the pool that the rushes of other tests need.
    static readonly Lazy<ConnectionMultiplexer> SharedLook = new(() => Connect(Servers.Addresses.Redis));

    readonly ConnectionMultiplexer _look;
    readonly bool _ownServer;

    public AdmissionUnderTest()
        : this(Servers.Addresses.Redis)
    {
    }

    /// <param name="address">host:port of the server that admission talks to.</param>
    /// <param name="server">host:port that the test looks at, when admission talks through a proxy.</param>
    public AdmissionUnderTest(string address, string? server = null)
    {
        Connection = new RedisConnection(address, TimeProvider.System);
        Admission = new OrderAdmission(Connection);
        Sales = new SaleStore(Connection);
        Stock = new ReservationStore(Connection);
        Confirmation = new SaleConfirmation(Connection);
        server ??= address;
        _ownServer = !string.Equals(server, Servers.Addresses.Redis, StringComparison.Ordinal);
        _look = _ownServer ? Connect(server) : SharedLook.Value;
        Sale = Definition(ProductId);
    }

    public string ProductId { get; } = $"test-{Guid.NewGuid():N}";
    public RedisConnection Connection { get; }
    public OrderAdmission Admission { get; }
    public SaleStore Sales { get; }
    public ReservationStore Stock { get; }
    public SaleConfirmation Confirmation { get; }

    /// <summary>The sale as it was last opened or changed by this test.</summary>
    public SaleDefinition Sale { get; private set; }

    /// <summary>The same server, past admission.</summary>
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

    public async Task<AdmissionUnderTest> OpenAsync(Func<SaleDefinition, SaleDefinition>? with = null)
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

    public AdmissionRequest Request(string userId = "alice", int quantity = 1, string? key = null, string? email = null, string? address = null) => new()
    {
        ProductId = ProductId,
        Epoch = 1,
        OrderId = NewId.NextSequentialGuid(),
        UserId = userId,
        Quantity = quantity,
        IdempotencyKey = key,
        Email = email,
        Address = address,
    };

    public Task<AdmissionReply> AdmitAsync(string userId = "alice", int quantity = 1, string? key = null, string? email = null) =>
        Admission.AdmitAsync(Request(userId, quantity, key, email), default);

    /// <summary>As the hosts do when Redis is another server.</summary>
    /// <returns>Null while no primary answers.</returns>
    public async Task<ConfirmSaleOutcome?> ConfirmAsync() =>
        await Confirmation.FindServerAsync() is { } server ? await Confirmation.ConfirmAsync(ProductId, Sale.Epoch, server, default) : null;

    /// <summary>Redis is back: waits until the sale's data is confirmed.</summary>
    public Task BackAsync() => Poll.UntilAsync(ConfirmAsync, outcome => outcome is ConfirmSaleOutcome.Confirmed, "the sale is confirmed");

    public async Task<SaleSnapshot> BooksAsync() => await Sales.SnapshotAsync(ProductId, default) ?? throw new InvalidOperationException("Not loaded.");

    /// <summary>Everything that Redis holds for the product, key by key, to the byte; what the rate limits count aside.</summary>
    public async Task<IReadOnlyDictionary<string, string>> TracesAsync()
    {
        var traces = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in Keys().Where(key => !key.StartsWith(new SaleKeys(ProductId).Rate, StringComparison.Ordinal)))
        {
            var isBuyer = key.StartsWith(new SaleKeys(ProductId).Buyer(""), StringComparison.Ordinal);
            var trace = isBuyer ? await BuyerWithoutBucketAsync(key) : Convert.ToBase64String((await Redis.KeyDumpAsync(key))!);
            if (trace.Length > 0)
                traces[key] = trace;
        }

        return traces;
    }

    async Task<string> BuyerWithoutBucketAsync(string key) =>
        string.Join(' ', (await Redis.HashGetAllAsync(key)).Where(field => field.Name != "rate").Select(field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal));

    public IReadOnlyList<string> Keys() =>
        [.. _look.GetServer(_look.GetEndPoints()[0]).Keys(pattern: $"*{ProductId}*", pageSize: 1000).Select(key => (string)key!)];

    /// <summary>As a client that was told 503 does: asks again with the same key until it knows.</summary>
    public async Task<AdmissionReply> InsistAsync(AdmissionRequest request)
    {
        var reply = await Admission.AdmitAsync(request, default);
        while (reply.Outcome is AdmissionOutcome.Unknown or AdmissionOutcome.Late or AdmissionOutcome.Unreachable)
            reply = await Admission.AdmitAsync(request with { OrderId = NewId.NextSequentialGuid() }, default);
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        // A server of the test's own goes away as a whole, dead or read-only as it may be.
        if (_ownServer)
            _look.Dispose();
        else
            await Redis.KeyDeleteAsync([.. Keys().Select(key => (RedisKey)key)]);
    }

    static ConnectionMultiplexer Connect(string server)
    {
        var options = ConfigurationOptions.Parse(server);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        options.SyncTimeout = 10_000;
        options.AsyncTimeout = 10_000;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return ConnectionMultiplexer.Connect(options);
    }
}
