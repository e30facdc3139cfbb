using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Oracle;

/// <summary>Every 202 is an order, and every order was somebody's request.</summary>
public sealed class I04NothingLost() : Invariant("I4", "each accepted order exists, and each order has a client that asked for it")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var orders = evidence.Orders.ToDictionary(order => order.OrderId);
        var accepted = evidence.Journal.Where(entry => entry.IsAccepted).ToArray();
        foreach (var entry in accepted.DistinctBy(entry => entry.OrderId))
        {
            if (entry.OrderId is not { } id)
                yield return $"{entry.UserId} was answered 202 without an order id.";
            else if (evidence.LostWithRedis.Contains(id))
                continue;
            else if (!orders.TryGetValue(id, out var order))
                yield return $"Order {id} of {entry.UserId} was accepted and does not exist.";
            else if (order.UserId != entry.UserId || order.Quantity != entry.Quantity)
                yield return $"Order {id} was accepted for {entry.UserId} over {entry.Quantity}, and is {order.UserId}'s over {order.Quantity}.";
        }

        // A request without an answer may have made an order that its client does not know: one for each such request, or for each key.
        var requests = evidence.Journal.Where(entry => entry.MayHaveOrdered).ToLookup(entry => entry.UserId, StringComparer.Ordinal);
        var ids = accepted.Select(entry => entry.OrderId).ToHashSet();
        foreach (var ordersOfUser in evidence.Orders.GroupBy(order => order.UserId, StringComparer.Ordinal))
        {
            var invented = ordersOfUser.Where(order => !ids.Contains(order.OrderId)).ToArray();
            var unanswered = requests[ordersOfUser.Key].Where(entry => !entry.IsAccepted).ToArray();
            if (invented.Length > MayBe(unanswered))
                yield return $"{ordersOfUser.Key} has orders without a request: {string.Join(", ", invented.Select(order => order.OrderId))}.";
        }
    }

    static int MayBe(Entry[] unanswered) => unanswered.Count(entry => entry.Key is null) + unanswered.Where(entry => entry.Key is not null).DistinctBy(entry => entry.Key).Count();
}
