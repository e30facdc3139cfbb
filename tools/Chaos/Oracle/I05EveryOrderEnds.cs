namespace FlashSale.Chaos.Oracle;

/// <summary>No order is left on its way.</summary>
public sealed class I05EveryOrderEnds() : Invariant("I5", "every order has ended, no deadline is overdue, and none came early")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        foreach (var state in evidence.Orders.Where(order => !order.HasEnded).GroupBy(order => order.State, StringComparer.Ordinal))
            yield return $"{state.Count()} orders are still {state.Key}: {string.Join(", ", state.Select(order => order.OrderId).Take(10))}.";
        foreach (var (table, rows) in evidence.Waiting.Where(waiting => waiting.Key.EndsWith("scheduled_message", StringComparison.Ordinal) && waiting.Value > 0))
            yield return $"{rows} messages wait in {table}.";

        var dues = evidence.Orders.Where(order => order.Due is not null).ToDictionary(order => order.OrderId, order => order.Due!.Value);
        foreach (var step in evidence.Timeline.Where(step => step.Event == "PaymentExpired" && dues.TryGetValue(step.OrderId, out var due) && step.At < due))
            yield return $"Order {step.OrderId} expired at {step.At:HH:mm:ss.fff}, before it was due at {dues[step.OrderId]:HH:mm:ss.fff}.";
    }
}
