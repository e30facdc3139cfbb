namespace FlashSale.Admission.Admit;

/// <summary>The orders of a buyer who sends an idempotency key (<see cref="OrderAdmission.LookForOrdersAsync"/>).</summary>
public enum OrdersFound
{
    /// <summary>There was no order when Redis was asked.</summary>
    None = 0,

    /// <summary>The buyer has other orders that hold units, but none with this key.</summary>
    OfTheBuyer = 1,

    /// <summary>The key has an order, live or ended. Also the result when Redis does not reply, because there may be one.</summary>
    OfTheKey = 2,
}
