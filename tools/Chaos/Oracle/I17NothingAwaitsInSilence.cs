namespace FlashSale.Chaos.Oracle;

/// <summary>Looked at all the time, also while nothing moves: an order that waits for something that nobody would ever send is found before it has waited long.</summary>
public sealed class I17NothingAwaitsInSilence() : Invariant("I17", "nothing awaits in silence: an order on its way, or an end without its notice, is in the table of what is awaited, or its deadline is scheduled")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        foreach (var (order, state) in evidence.Silent)
            yield return $"Order {order} is {state}, and nobody would ask for what it waits for.";
    }
}
