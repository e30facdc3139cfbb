namespace FlashSale.Chaos.Shop;

/// <summary>One buyer, and the payment provider on the buyer's behalf, from the first request to the order's end.</summary>
sealed class Buyer(BuyerPlan plan, Counter counter, CancellationToken givenUp)
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(700);
    static readonly TimeSpan BeforeAskingAgain = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a buyer asks again when the shop says that it cannot answer now.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    static readonly string[] Ends = ["Completed", "Expired", "Cancelled", "Declined", "Rejected"];

    public async Task GoAsync()
    {
        try
        {
            if (await OrderAsync() is not { } orderId)
                return;
            if (plan.Repeats)
                await counter.OrderAsync(plan.UserId, plan.Key);
            if (plan.Misuses)
                await counter.OrderAsync(plan.UserId, plan.Key, quantity: 2);
            if (await WatchAsync(orderId, status => status == "AwaitingPayment") == "AwaitingPayment")
                await FulfilWishAsync(orderId);
            await WatchAsync(orderId, _ => false);
            if (plan.Wish == Wish.PayLate)
                await PayAsync(orderId, "late", Sale.Price);
        }
        catch (OperationCanceledException) when (givenUp.IsCancellationRequested)
        {
            // The run is over. The oracle says whether the order has ended.
        }
    }

    /// <returns>The buyer's order; null when there is none, as far as the buyer can know.</returns>
    async Task<Guid?> OrderAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await counter.OrderAsync(plan.UserId, plan.Key);
            if (answer.IsAccepted)
                return answer.OrderId;
            var isUnknown = answer.MayHaveOrdered;
            // Without a key, to ask again could be to order again.
            if (isUnknown && plan.Key is null)
                return await FindAsync();
            if (!isUnknown && answer.Status is not (503 or 429))
                return await RefusedAsync();
            if (TimeProvider.System.GetElapsedTime(began) > Timeout)
                return null;
            await Task.Delay(BeforeAskingAgain, givenUp);
        }
    }

    /// <summary>Some try again at once with the key that they have: a unit may have come back.</summary>
    async Task<Guid?> RefusedAsync() => plan.Repeats && await counter.OrderAsync(plan.UserId, plan.Key) is { IsAccepted: true, OrderId: var orderId } ? orderId : null;

    /// <summary>Looks several times: the order may be taken after its request was given up.</summary>
    async Task<Guid?> FindAsync()
    {
        for (var looks = 0; looks < 5; looks++)
        {
            await Task.Delay(BeforeAskingAgain, givenUp);
            if (await counter.ListAsync(plan.UserId) is { Status: 200, OrderId: { } orderId })
                return orderId;
        }

        return null;
    }

    /// <summary>Looks at the order until it has ended, or until the buyer has seen enough.</summary>
    async Task<string> WatchAsync(Guid orderId, Func<string, bool> isEnough)
    {
        for (var notFound = 0; ;)
        {
            var seen = await counter.ReadAsync(plan.UserId, orderId);
            // Gone for good: the oracle judges whether that may be.
            if (seen.Status == 404 && ++notFound > 5)
                return "";
            if (seen.OrderStatus is { } status && (isEnough(status) || Ends.Contains(status)))
                return status;
            await Task.Delay(Glance, givenUp);
        }
    }

    async Task FulfilWishAsync(Guid orderId)
    {
        switch (plan.Wish)
        {
            case Wish.Pay:
                await PayAsync(orderId, "first", Sale.Price);
                break;
            case Wish.PayTwice:
                await Task.WhenAll(PayAsync(orderId, "first", Sale.Price), PayAsync(orderId, "second", Sale.Price));
                break;
            case Wish.PayWrongAmountFirst:
                await PayAsync(orderId, "short", Sale.Price - 1);
                await PayAsync(orderId, "right", Sale.Price);
                break;
            case Wish.DeclineThenPay:
                await PayAsync(orderId, "card", Sale.Price, "declined");
                await PayAsync(orderId, "card", Sale.Price);
                break;
            case Wish.DeclineThrice:
                for (var card = 1; card <= 3; card++)
                    await PayAsync(orderId, $"card-{card}", Sale.Price, "declined");
                break;
            case Wish.Cancel:
                await CancelAsync(orderId);
                break;
            case Wish.CancelAndPay:
                await Task.WhenAll(CancelAsync(orderId), PayAsync(orderId, "meanwhile", Sale.Price));
                break;
        }
    }

    /// <summary>As a provider does it: the same payment until the callback is taken.</summary>
    async Task PayAsync(Guid orderId, string payment, decimal amount, string outcome = "succeeded")
    {
        while (await counter.PayAsync(plan.UserId, orderId, $"{payment}-{orderId:N}", amount, outcome) is { Status: not (200 or 202) })
            await Task.Delay(BeforeAskingAgain, givenUp);
    }

    async Task CancelAsync(Guid orderId)
    {
        while (await counter.CancelAsync(plan.UserId, orderId) is { Status: not (202 or 409) })
            await Task.Delay(BeforeAskingAgain, givenUp);
    }
}
