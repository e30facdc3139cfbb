namespace FlashSale.Admission.Sales;

/// <summary>Redis does not carry the sale in the epoch that PostgreSQL names: it is empty, older than was seen, or being rebuilt. Try again.</summary>
public sealed class SaleNotLoadedException(string productId, long epoch)
    : RedisUnavailableException($"Redis does not carry the sale {productId} in epoch {epoch}.")
{
    public string ProductId => productId;
}
