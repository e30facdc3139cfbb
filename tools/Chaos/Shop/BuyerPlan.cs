namespace FlashSale.Chaos.Shop;

/// <summary>How a buyer will behave, drawn before the run: the same seed gives the same crowd.</summary>
/// <param name="UserId">The buyer.</param>
/// <param name="Key">Idempotency key; null for a client that sends none.</param>
/// <param name="Wish">What becomes of the order.</param>
/// <param name="Repeats">Sends the accepted request again, with its key.</param>
/// <param name="Misuses">Sends another request with the same key.</param>
public sealed record BuyerPlan(string UserId, string? Key, Wish Wish, bool Repeats, bool Misuses)
{
    static readonly (Wish Wish, int Share)[] Shares =
    [
        (Wish.Pay, 42), (Wish.PayTwice, 4), (Wish.PayWrongAmountFirst, 4), (Wish.DeclineThenPay, 6), (Wish.DeclineThrice, 8),
        (Wish.Cancel, 12), (Wish.CancelAndPay, 4), (Wish.Nothing, 15), (Wish.PayLate, 5),
    ];

    public static BuyerPlan Draw(Random random, string userId)
    {
        var place = random.Next(100);
        var wish = Shares.First(share => (place -= share.Share) < 0).Wish;
        var hasKey = random.Next(100) < 80;
        var repeats = random.Next(100) < 30;
        var misuses = random.Next(100) < 5;
        return new(userId, hasKey ? $"key-{userId}" : null, wish, hasKey && repeats, hasKey && misuses);
    }
}
