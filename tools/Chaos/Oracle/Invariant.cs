namespace FlashSale.Chaos.Oracle;

/// <summary>One promise, as a check of the evidence.</summary>
/// <param name="id">I1 ... I18.</param>
/// <param name="promise">What holds, in one line.</param>
public abstract class Invariant(string id, string promise)
{
    public string Id => id;

    public string Promise => promise;

    /// <returns>What contradicts it, each with the order ids concerned.</returns>
    public abstract IEnumerable<string> Violations(Evidence evidence);
}
