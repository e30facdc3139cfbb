namespace FlashSale.Admission.Admit;

/// <summary>
/// What was decided about a request: one name per cause, the same from admit.lua to the HTTP problem code.
/// Except for <see cref="Accepted"/>, <see cref="Replayed"/> and <see cref="Unknown"/>, an outcome leaves no trace except in the rate limits.
/// </summary>
public enum AdmissionOutcome
{
    /// <summary>Units taken, reservation and intent written.</summary>
    Accepted,

    /// <summary>The idempotency key is known with the same values: the reply is the order that was made under it.</summary>
    Replayed,

    /// <summary>The idempotency key is known with other values.</summary>
    IdempotencyKeyReused,

    /// <summary>The user, the address or the sale is over its rate limit. The request is not counted by any limit.</summary>
    RateLimited,

    /// <summary>The sale has not started yet.</summary>
    SaleNotOpen,

    /// <summary>The sale has ended.</summary>
    SaleClosed,

    SalePaused,

    /// <summary>The buyer would hold more units than one customer is allowed.</summary>
    PurchaseLimit,

    SoldOut,

    /// <summary>
    /// Redis does not carry this sale in the epoch that PostgreSQL names: it is empty, or being rebuilt. Or its data is older than what was seen,
    /// or may be, since nobody has confirmed it on this server.
    /// </summary>
    NotLoaded,

    /// <summary>Redis reached the request only after its deadline.</summary>
    Late,

    /// <summary>Redis was not reached or refused to write: certainly no units were taken.</summary>
    Unreachable,

    /// <summary>The request was sent and no reply came in time: the units may or may not have been taken. Never compensated.</summary>
    Unknown,
}
