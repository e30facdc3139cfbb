namespace FlashSale.Chaos.Oracle;

/// <summary>One decision an order and kind, and the one that its end asks for.</summary>
public sealed class I03OneDecision() : Invariant("I3", "exactly one allocation an order, at most one of commit and release, and release only after an allocation")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var movements = evidence.Movements.Where(movement => movement.OrderId is not null).ToLookup(movement => movement.OrderId!.Value);
        foreach (var order in evidence.Orders.Where(order => order.HasEnded))
        {
            var decisions = movements[order.OrderId].Select(movement => movement.Decision).Order(StringComparer.Ordinal).ToArray();
            string[] expected = order.State switch
            {
                "Completed" => ["allocated", "committed"],
                "Rejected" => ["rejected"],
                _ => ["allocated", "released"],
            };
            if (!decisions.SequenceEqual(expected, StringComparer.Ordinal))
                yield return $"Order {order.OrderId} is {order.State}, its movements are [{string.Join(", ", decisions)}].";
            foreach (var movement in movements[order.OrderId].Where(movement => movement.Quantity != order.Quantity))
                yield return $"Order {order.OrderId} is over {order.Quantity}, its movement {movement.Decision} over {movement.Quantity}.";
        }

        foreach (var stranger in movements.Select(group => group.Key).Except(evidence.Orders.Select(order => order.OrderId)))
            yield return $"The ledger has movements of order {stranger}, which does not exist.";
    }
}
