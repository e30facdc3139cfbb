namespace FlashSale.Chaos.Oracle;

/// <summary>A change of state and its message commit together: the timeline leads without a gap to the state that the order has.</summary>
public sealed class I09StateAndMessageTogether() : Invariant("I9", "no outbox row waits; each order's timeline leads without a gap to its state; no message was handled twice")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        foreach (var (table, rows) in evidence.Waiting.Where(waiting => waiting.Key.EndsWith("outbox", StringComparison.Ordinal) && waiting.Value > 0))
            yield return $"{rows} messages wait in {table}.";

        var timeline = evidence.Timeline.ToLookup(step => step.OrderId);
        foreach (var order in evidence.Orders)
        {
            var state = "Initial";
            var handled = new HashSet<Guid>();
            foreach (var step in timeline[order.OrderId])
            {
                if (step.From != state)
                    yield return $"Order {order.OrderId}: {step.Event} found it {step.From}, the step before left it {state}.";
                // When a scenario has the inbox forget, an order may take note of the same thing again; it may not move again.
                if (step.MessageId is { } message && !(evidence.InboxForgot && step.From == step.To) && !handled.Add(message))
                    yield return $"Order {order.OrderId}: {step.Event} {message} was handled twice.";
                state = step.To;
            }

            if (state != order.State)
                yield return $"Order {order.OrderId} is {order.State}, its timeline ends with {state}.";
        }
    }
}
