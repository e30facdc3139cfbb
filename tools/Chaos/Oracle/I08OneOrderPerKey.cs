namespace FlashSale.Chaos.Oracle;

/// <summary>Idempotency keys.</summary>
public sealed class I08OneOrderPerKey() : Invariant("I8", "one order per idempotency key, one id in all its answers, and no effect of a 422")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        foreach (var key in evidence.Orders.Where(order => order.Key is not null).GroupBy(order => (order.UserId, order.Key)).Where(group => group.Count() > 1))
            yield return $"Key {key.Key.Key} of {key.Key.UserId} made several orders: {string.Join(", ", key.Select(order => order.OrderId))}.";

        foreach (var key in evidence.Journal.Where(entry => entry.IsAccepted && entry.Key is not null).GroupBy(entry => (entry.UserId, entry.Key)))
        {
            var ids = key.Select(entry => entry.OrderId).Distinct().ToArray();
            if (ids.Length > 1)
                yield return $"Key {key.Key.Key} of {key.Key.UserId} was answered with several orders: {string.Join(", ", ids)}.";
            if (key.Select(entry => entry.Quantity).Distinct().Count() > 1)
                yield return $"Key {key.Key.Key} of {key.Key.UserId} was accepted with two quantities, order {ids[0]}.";
        }
    }
}
