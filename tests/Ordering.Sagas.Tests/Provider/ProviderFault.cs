namespace FlashSale.Ordering.Sagas.Tests.Provider;

/// <summary>How the provider fails one request.</summary>
/// <param name="Status">The HTTP status that it answers with.</param>
/// <param name="Refunds">It gives the money back all the same.</param>
/// <param name="Hangs">It never answers.</param>
/// <param name="ForgetsTheKey">It would refund again under the same key.</param>
public sealed record ProviderFault(int Status, bool Refunds = false, bool Hangs = false, bool ForgetsTheKey = false)
{
    public static readonly ProviderFault HangsAfterRefunding = new(200, Refunds: true, Hangs: true);
    public static readonly ProviderFault HangsBeforeRefunding = new(200, Hangs: true);
    public static readonly ProviderFault FailsAfterRefunding = new(500, Refunds: true);
}
