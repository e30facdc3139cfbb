namespace FlashSale.Admission.Admit;

/// <summary>The rate limit that refused a request; nothing of it remained.</summary>
/// <param name="Policy">user, address or sale: whose requests it counts.</param>
/// <param name="Quota">Requests that it lets through at once, or within its window.</param>
/// <param name="WindowSeconds">Time in which an untouched quota comes about.</param>
/// <param name="Wait">Until there is room for one more.</param>
public sealed record RateRefusal(string Policy, int Quota, int WindowSeconds, TimeSpan Wait)
{
    /// <summary>The policy that counts one buyer's requests.</summary>
    public const string OfUser = "user";
}
