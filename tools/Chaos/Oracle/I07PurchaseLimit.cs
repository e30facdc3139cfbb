namespace FlashSale.Chaos.Oracle;

/// <summary>Per customer, at every moment of the ledger and in Redis.</summary>
public sealed class I07PurchaseLimit() : Invariant("I7", "no customer holds more units than the limit, at any moment")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var users = evidence.Orders.ToDictionary(order => order.OrderId, order => order.UserId);
        var held = new Dictionary<string, int>(StringComparer.Ordinal);
        var over = new HashSet<string>(StringComparer.Ordinal);
        foreach (var movement in evidence.Movements.Where(movement => movement.OrderId is not null).OrderBy(movement => movement.Id))
        {
            if (!users.TryGetValue(movement.OrderId!.Value, out var user))
                continue;
            held[user] = held.GetValueOrDefault(user) + movement.Decision switch
            {
                "allocated" => movement.Quantity,
                "released" => -movement.Quantity,
                _ => 0,
            };
            if (held[user] > evidence.Sale.PerCustomerLimit && over.Add(user))
                yield return $"{user} held {held[user]} units, one more with order {movement.OrderId}; the limit is {evidence.Sale.PerCustomerLimit}.";
        }

        foreach (var (user, units) in evidence.Redis.BuyerUnits.Where(buyer => buyer.Value != held.GetValueOrDefault(buyer.Key)))
            yield return $"Redis counts {units} units of {user}, the ledger {held.GetValueOrDefault(user)}.";
        foreach (var (user, units) in held.Where(holding => holding.Value > 0 && !evidence.Redis.BuyerUnits.ContainsKey(holding.Key)))
            yield return $"{user} holds {units} units in the ledger, and Redis counts none.";
    }
}
