namespace FlashSale.Chaos.Shop;

/// <summary>The sale that a run is about: each run has one of its own.</summary>
public sealed record Sale(string ProductId, int Stock, int PaymentWindowSeconds, int PerCustomerLimit = 1)
{
    public const decimal Price = 20.00m;
    public const string Currency = "EUR";
}
