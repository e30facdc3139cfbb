namespace FlashSale.Ordering.Sagas.Refunds;

/// <summary>How far a refund is on record.</summary>
public enum RefundStanding
{
    /// <summary>The provider was never asked for it.</summary>
    New,

    /// <summary>It was, and what came of it is not on record.</summary>
    AskedBefore,

    /// <summary>The provider has confirmed it.</summary>
    Refunded,
}
