namespace FlashSale.Admission.Admit;

/// <summary>The orders of a buyer who sends an idempotency key (<see cref="OrderAdmission.LookForOrdersAsync"/>).</summary>
public enum OrdersFound
{
    /// <summary>There was no order when Redis was asked.</summary>
    None = 0,

    /// <summary>The buyer holds units of other requests; none of them is the key's.</summary>
    OfTheBuyer = 1,

    /// <summary>The key has an order, live or ended. Also the result when Redis does not reply: until it denies it, there may be one.</summary>
    OfTheKey = 2,
}
