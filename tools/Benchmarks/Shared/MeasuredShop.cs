using FlashSale.Client;

namespace FlashSale.Benchmarks.Shared;

/// <summary>The shop under measurement: all its sales are alike, and its buyers are numbered.</summary>
static class MeasuredShop
{
    public const int Connections = 200;
    const decimal Price = 49.90m;
    const string Currency = "EUR";

    /// <param name="settings">Of the installation.</param>
    /// <param name="connections">At most so many to the API.</param>
    public static ShopApi Open(IReadOnlyDictionary<string, string> settings, int connections = Connections) => new(
        new(settings["FLASHSALE_API_URL"]), settings["FLASHSALE_OPS_KEY"], settings["FLASHSALE_WEBHOOK_SECRET"], new SocketsHttpHandler { MaxConnectionsPerServer = connections });

    public static string Buyer(int number) => $"buyer-{number}";

    /// <param name="shop">The shop.</param>
    /// <param name="product">The sale; there is none of this name yet.</param>
    /// <param name="totalStock">Units.</param>
    /// <param name="globalRate">Requests a second for the whole sale; absent leaves the limit off.</param>
    public static Task OpenSaleAsync(this ShopApi shop, string product, int totalStock, int? globalRate = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return shop.OpenSaleAsync(product, new()
        {
            Name = product,
            Price = Price,
            Currency = Currency,
            TotalStock = totalStock,
            StartsAt = now.AddMinutes(-1),
            EndsAt = now.AddDays(1),
            PaymentWindowSeconds = 3600,
            GlobalRate = globalRate,
        });
    }

    /// <exception cref="TimeoutException">The sale is not open after ten seconds.</exception>
    public static async Task UntilForSaleAsync(this ShopApi shop, string product, int stock)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await shop.ReadAvailableAsync(product) != stock)
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(10))
                throw new TimeoutException($"{product} is not open after 10 s.");
            await Task.Delay(50);
        }
    }

    /// <summary>The provider's signed callback: paid in full.</summary>
    public static Task PayAsync(this ShopApi shop, Guid orderId) => shop.CallBackAsync(new(orderId, $"payment-{orderId}", Price, Currency, Payment.Succeeded));
}
