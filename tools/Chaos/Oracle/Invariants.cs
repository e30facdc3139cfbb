namespace FlashSale.Chaos.Oracle;

/// <summary>All of them. I15 is each scenario's own: it proves that it was really hit. I16 is the mutants'.</summary>
public static class Invariants
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new I01LedgerAddsUp(), new I02RedisAgrees(), new I03OneDecision(), new I04NothingLost(), new I05EveryOrderEnds(), new I06MoneyMatches(), new I07PurchaseLimit(),
        new I08OneOrderPerKey(), new I09StateAndMessageTogether(), new I10NothingLeftOver(), new I11OneNotice(), new I12StatusGoesForward(), new I13StockIsForSale(), new I14RefusalsLeaveNoTrace(),
        new I17NothingAwaitsInSilence(), new I18NothingIsResentInVain(),
    ];
}
