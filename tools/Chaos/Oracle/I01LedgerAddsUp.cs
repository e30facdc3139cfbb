namespace FlashSale.Chaos.Oracle;

/// <summary>The ledger's row is what its movements sum up to.</summary>
public sealed class I01LedgerAddsUp() : Invariant("I1", "total = available + held + sold, and the ledger's movements sum up to it")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var stock = evidence.Stock;
        if (stock.Total != stock.Available + stock.Allocated + stock.Sold)
            yield return $"The ledger's row does not add up: {stock}.";

        var total = Sum("opened") + Sum("changed");
        var (allocated, committed, released) = (Sum("allocated"), Sum("committed"), Sum("released"));
        var summed = new Evidence.StockRow(total, total - allocated + released, allocated - committed - released, committed);
        if (stock != summed)
            yield return $"The ledger's row is {stock}, its movements sum up to {summed}.";
        if (stock.Available < 0 || committed > total)
            yield return $"More was sold than there is: {committed} of {total}.";

        int Sum(string decision) => evidence.Movements.Where(movement => movement.Decision == decision).Sum(movement => movement.Quantity);
    }
}
