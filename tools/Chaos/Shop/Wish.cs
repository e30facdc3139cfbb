namespace FlashSale.Chaos.Shop;

/// <summary>What a buyer does with an order that waits for its payment.</summary>
public enum Wish
{
    Pay,
    PayTwice,
    PayWrongAmountFirst,
    DeclineThenPay,
    DeclineThrice,
    Cancel,
    CancelAndPay,
    Nothing,
    PayLate,
}
