namespace FlashSale.Ordering.Api.Shop.Payments;

/// <summary>What recording a payment came to.</summary>
public enum RecordedPayment
{
    New,

    /// <summary>The same word was recorded before: nothing was done.</summary>
    Known,

    /// <summary>The payment's id was recorded before with other values: nothing was done.</summary>
    Conflicting,
}
