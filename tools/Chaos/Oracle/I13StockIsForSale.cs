using FlashSale.Chaos.Shop;

namespace FlashSale.Chaos.Oracle;

/// <summary>A buyer who asks when the run is at rest: what is there can be bought, what is not is sold out.</summary>
public sealed class I13StockIsForSale() : Invariant("I13", "what was given back can be bought: no stuck sold-out")
{
    /// <summary>The buyers who ask last have names that begin so; each cancels the order again.</summary>
    public const string Prober = "prober-";

    public override IEnumerable<string> Violations(Evidence evidence)
    {
        var probes = evidence.Journal.Where(entry => entry.Deed == Deed.Order && entry.UserId.StartsWith(Prober, StringComparison.Ordinal)).ToArray();
        if (probes.Length == 0)
            yield return "Nobody asked.";
        var isForSale = evidence.Redis.Available > 0;
        foreach (var probe in probes.Where(probe => isForSale ? probe.Status != 202 : probe.Code != "sold-out"))
            yield return $"{evidence.Redis.Available} units are for sale, and {probe.UserId} was answered {probe.Status} {probe.Code}.";
    }
}
