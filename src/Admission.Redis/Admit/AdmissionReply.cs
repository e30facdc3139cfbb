using FlashSale.Admission.Reservations;
using FlashSale.Contracts;

namespace FlashSale.Admission.Admit;

/// <param name="Outcome">What was decided.</param>
/// <param name="OrderId">The request's order id; for <see cref="AdmissionOutcome.Replayed"/> the first order's.</param>
/// <param name="Rate">The limit that refused; only for RateLimited.</param>
public sealed record AdmissionReply(AdmissionOutcome Outcome, Guid OrderId, RateRefusal? Rate = null)
{
    /// <summary>The order with its terms as admitted; only for Accepted and Replayed. Parsed on demand, because the API, which makes most calls, does not need it.</summary>
    /// <exception cref="FormatException">The record was not written by admit.lua.</exception>
    public OrderSubmitted? Order => Record is { } record ? OrderRecord.Parse(ProductId!, OrderId.ToString("D"), record) : null;

    internal string? ProductId { get; init; }

    internal string? Record { get; init; }
}
