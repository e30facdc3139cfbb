namespace FlashSale.Admission;

/// <summary>Redis does not carry the sale in the epoch that PostgreSQL names: it is empty or being rebuilt. Try again.</summary>
public sealed class SaleNotLoadedException(string productId, long epoch)
    : GateUnavailableException($"Redis does not carry the sale {productId} in epoch {epoch}.");
