namespace FlashSale.Admission.Admit;

/// <summary>
/// What was decided about a request: one name per cause, the same from admit.lua to the HTTP problem code.
/// Except for <see cref="Accepted"/>, <see cref="Replayed"/> and <see cref="Unknown"/>, an outcome leaves no trace but what the rate limits count.
/// </summary>
public enum AdmissionOutcome
{
    /// <summary>Units taken, reservation and intent written.</summary>
    Accepted,

    /// <summary>The idempotency key is known with the same values: the order that it made, again.</summary>
    Replayed,

    /// <summary>The idempotency key is known with other values.</summary>
    IdempotencyKeyReused,

    /// <summary>The user, the address or the sale is over its rate limit. No limit counts this request.</summary>
    RateLimited,

    /// <summary>The sale has not started yet.</summary>
    SaleNotOpen,

    /// <summary>The sale has ended.</summary>
    SaleClosed,

    SalePaused,

    /// <summary>The buyer would hold more units than a customer may.</summary>
    PurchaseLimit,

    SoldOut,

    /// <summary>Redis does not carry this sale in the epoch that PostgreSQL names: it is empty, or being rebuilt.</summary>
    NotLoaded,

    /// <summary>Redis began the request after its deadline.</summary>
    Late,

    /// <summary>Redis was not reached or refused to write: provably not taken.</summary>
    Unreachable,

    /// <summary>The request was sent and no reply came in time: it may or may not have been taken. Never compensated.</summary>
    Unknown,
}
