namespace FlashSale.Admission.Admit;

/// <summary>What is found of a buyer who comes with an idempotency key (<see cref="OrderAdmission.LookForOrdersAsync"/>).</summary>
public enum OrdersFound
{
    /// <summary>There was no order when Redis was asked.</summary>
    None = 0,

    /// <summary>The buyer holds units of other requests; none of them is the key's.</summary>
    OfTheBuyer = 1,

    /// <summary>The key has made an order, live or ended. Said, too, when Redis does not say: until it says no, there may be one.</summary>
    OfTheKey = 2,
}
