using FlashSale.Client;
using FlashSale.ServiceDefaults.Connections;
using Npgsql;

namespace FlashSale.Demo;

/// <summary>A running system, as `./flashsale env` describes it, and what the demo does there beside calls of its API.</summary>
sealed class DemoShop : IDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    readonly List<string> _products = [];

    public ShopApi Api { get; } = new(new(Setting("FLASHSALE_API_URL")), Setting("FLASHSALE_OPS_KEY"), Setting("FLASHSALE_WEBHOOK_SECRET"), new PrintChanges());

    public async Task OpenSaleAsync(string product, int paymentWindowSeconds)
    {
        var now = TimeProvider.System.GetUtcNow();
        await Api.OpenSaleAsync(product, new() { Name = product, Price = 49.90m, TotalStock = 1, StartsAt = now.AddMinutes(-1), EndsAt = now.AddHours(1), PaymentWindowSeconds = paymentWindowSeconds });
        _products.Add(product);
    }

    /// <summary>Prints each status that it sees, and returns the last one: the expected one, or what stood there after 30 s.</summary>
    public async Task<string> WaitAsync(Guid order, string buyer, string expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        var seen = "";
        while (true)
        {
            var status = await Api.ReadStatusAsync(order, buyer);
            if (status != seen)
                Console.WriteLine($"  {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds,6:0} ms  status {status}");
            seen = status;
            if (seen == expected || TimeProvider.System.GetElapsedTime(start) > Timeout)
                return seen;
            await Task.Delay(20);
        }
    }

    /// <summary>What must never happen in production: the ledger lowered without telling Redis.</summary>
    public static async Task TakeUnitsOutOfTheLedgerAsync(string product)
    {
        await using var source = NpgsqlDataSource.Create(ServerAddresses.ToNpgsql(new Uri(Setting("FLASHSALE_POSTGRES"))));
        await using var command = source.CreateCommand("SELECT inventory.set_total($1, 1000, 0)");
        command.Parameters.Add(new() { Value = product });
        await command.ExecuteNonQueryAsync();
        Console.WriteLine("  ledger: total 1 -> 0");
    }

    /// <summary>As the API answers: with all that it says of a difference.</summary>
    public async Task PrintBooksAsync()
    {
        using var http = new HttpClient { BaseAddress = new(Setting("FLASHSALE_API_URL")) };
        foreach (var product in _products)
        {
            using var request = ShopRequests.ReadBooks(product, Setting("FLASHSALE_OPS_KEY"));
            using var answer = await http.SendAsync(request);
            Console.WriteLine($"{product,-26} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    public void Dispose() => Api.Dispose();

    static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set. Run this by ./flashsale demo.");
}
