using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Oracle;

/// <summary>Who was only refused has nothing.</summary>
public sealed class I14RefusalsLeaveNoTrace() : Invariant("I14", "a refused request leaves no stock taken, no saga and no movement; every refusal says why")
{
    static readonly string[] Reasons =
    [
        "sold-out", "purchase-limit", "sale-not-open", "sale-closed", "sale-paused", "idempotency-key-reused", "rate-limited", "temporarily-unavailable", "outcome-unknown", "backlog",
    ];

    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var orders = evidence.Orders.ToLookup(order => order.UserId, StringComparer.Ordinal);
        foreach (var requests in evidence.Journal.Where(entry => entry.Deed == Deed.Order).GroupBy(entry => entry.UserId, StringComparer.Ordinal))
        {
            foreach (var refused in requests.Where(entry => entry.Status is not (0 or 202) && !Reasons.Contains(entry.Code)))
                yield return $"{refused.UserId} was answered {refused.Status} {refused.Code}, which is no reason.";
            if (requests.Any(entry => entry.MayHaveOrdered))
                continue;
            foreach (var order in orders[requests.Key])
                yield return $"{requests.Key} was only refused and has order {order.OrderId}.";
            if (evidence.Redis.BuyerUnits.TryGetValue(requests.Key, out var units))
                yield return $"{requests.Key} was only refused and holds {units} units in Redis.";
        }
    }
}
