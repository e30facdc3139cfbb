namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>Why a change was refused, as text in ordering.sale_changes.</summary>
static class SaleChangeRefusal
{
    /// <summary>It would have taken away more units than are for sale.</summary>
    public const string TotalTooLow = "total-too-low";

    /// <summary>It would have taken away units of a sale that Redis does not carry, which cannot say how many are left.</summary>
    public const string NotLoaded = "sale-not-loaded";

    /// <summary>PostgreSQL rejected its values.</summary>
    public const string NotStorable = "not-storable";
}
