using FlashSale.Admission.Reservations;
using FlashSale.Contracts;

namespace FlashSale.Admission.Admit;

/// <param name="Outcome">What was decided.</param>
/// <param name="OrderId">The request's order id; for <see cref="AdmissionOutcome.Replayed"/> the first order's.</param>
/// <param name="Rate">The limit: present for RateLimited only.</param>
public sealed record AdmissionReply(AdmissionOutcome Outcome, Guid OrderId, RateRefusal? Rate = null)
{
    /// <summary>The order with its terms as admitted: present for Accepted and Replayed only. Parsed on demand, since the API, which makes most calls, does not need them.</summary>
    /// <exception cref="FormatException">This is no record that admit.lua wrote.</exception>
    public OrderSubmitted? Order => Record is { } record ? OrderRecord.Parse(ProductId!, OrderId.ToString("D"), record) : null;

    internal string? ProductId { get; init; }

    internal string? Record { get; init; }
}
