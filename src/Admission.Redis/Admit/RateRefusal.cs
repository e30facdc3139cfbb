namespace FlashSale.Admission.Admit;

/// <summary>The rate limit that refused a request.</summary>
/// <param name="Policy">user, address or sale: the scope of the limit.</param>
/// <param name="Quota">Requests that the limit allows at once, or within its window.</param>
/// <param name="WindowSeconds">Time in which an exhausted quota refills.</param>
/// <param name="Wait">Time until the next request is allowed.</param>
public sealed record RateRefusal(string Policy, int Quota, int WindowSeconds, TimeSpan Wait)
{
    /// <summary>The policy that counts one buyer's requests.</summary>
    public const string OfUser = "user";
}
