namespace FlashSale.Chaos.Oracle;

/// <summary>Redis and ledger, at rest; what was seen under load is in the evidence, too.</summary>
public sealed class I02GateAgrees() : Invariant("I2", "at rest Redis's available = the ledger's; under load it is never negative and never more than the ledger's")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var (gate, stock) = (evidence.Gate, evidence.Stock);
        if (gate.Available != stock.Available)
            yield return $"Redis has {gate.Available} for sale, the ledger {stock.Available}.";
        if (gate.Reserved != stock.Allocated + stock.Sold)
            yield return $"Redis has {gate.Reserved} reserved, the ledger {stock.Allocated} held and {stock.Sold} sold.";
        if (gate.Reservations.Values.Sum() != gate.Reserved)
            yield return $"Redis counts {gate.Reserved} reserved units; its reservations hold {gate.Reservations.Values.Sum()}.";

        var held = evidence.Movements.Where(movement => movement.Decision == "allocated").Select(movement => movement.OrderId!.Value)
            .Except(evidence.Movements.Where(movement => movement.Decision == "released").Select(movement => movement.OrderId!.Value)).ToHashSet();
        foreach (var orderId in gate.Reservations.Keys.Except(held))
            yield return $"Order {orderId} has a reservation in Redis and no units in the ledger.";
        foreach (var orderId in held.Except(gate.Reservations.Keys))
            yield return $"Order {orderId} has units in the ledger and no reservation in Redis.";
        foreach (var seen in evidence.SeenMeanwhile)
            yield return seen;
    }
}
