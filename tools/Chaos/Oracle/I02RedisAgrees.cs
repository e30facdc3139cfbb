namespace FlashSale.Chaos.Oracle;

/// <summary>Redis and ledger, at rest; what was seen under load is in the evidence, too.</summary>
public sealed class I02RedisAgrees() : Invariant("I2", "at rest Redis's available = the ledger's; under load it is never negative and never more than the ledger's")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var (redis, stock) = (evidence.Redis, evidence.Stock);
        if (redis.Available != stock.Available)
            yield return $"Redis has {redis.Available} for sale, the ledger {stock.Available}.";
        if (redis.Reserved != stock.Allocated + stock.Sold)
            yield return $"Redis has {redis.Reserved} reserved, the ledger {stock.Allocated} held and {stock.Sold} sold.";
        if (redis.Reservations.Values.Sum() != redis.Reserved)
            yield return $"Redis counts {redis.Reserved} reserved units; its reservations hold {redis.Reservations.Values.Sum()}.";

        var held = evidence.Movements.Where(movement => movement.Decision == "allocated").Select(movement => movement.OrderId!.Value)
            .Except(evidence.Movements.Where(movement => movement.Decision == "released").Select(movement => movement.OrderId!.Value)).ToHashSet();
        foreach (var orderId in redis.Reservations.Keys.Except(held))
            yield return $"Order {orderId} has a reservation in Redis and no units in the ledger.";
        foreach (var orderId in held.Except(redis.Reservations.Keys))
            yield return $"Order {orderId} has units in the ledger and no reservation in Redis.";
        foreach (var seen in evidence.SeenMeanwhile)
            yield return seen;
    }
}
