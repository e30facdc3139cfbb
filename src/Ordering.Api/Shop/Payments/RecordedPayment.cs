namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>The outcome of recording a payment.</summary>
public enum RecordedPayment
{
    New,

    /// <summary>The same report was recorded before: nothing was done.</summary>
    Known,

    /// <summary>The payment's id was recorded before with other values: nothing was done.</summary>
    Conflicting,
}
