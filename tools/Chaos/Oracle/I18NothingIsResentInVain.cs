namespace FlashSale.Chaos.Oracle;

/// <summary>What only waits in a queue, or with a consumer, is not taken for lost.</summary>
public sealed class I18NothingIsResentInVain() : Invariant("I18", "no message is sent again unless the scenario has lost some")
{
    public override IEnumerable<string> Violations(Evidence evidence)
    {
        if (evidence.LosesMessages)
            yield break;
        foreach (var message in evidence.Timeline.Where(step => step.Event.EndsWith("(sent again)", StringComparison.Ordinal)).GroupBy(step => step.Event, StringComparer.Ordinal))
            yield return $"{message.Count()} times {message.Key}: orders {string.Join(", ", message.Select(step => step.OrderId).Distinct().Take(10))}.";
    }
}
