using FlashSale.Contracts;

namespace FlashSale.Admission;

/// <param name="Outcome">What the gate said.</param>
/// <param name="OrderId">The request's order id; for <see cref="AdmissionOutcome.Replayed"/> the first order's.</param>
/// <param name="Order">The order with its terms as admitted: present for Accepted and Replayed only.</param>
/// <param name="Rate">The limit: present for RateLimited only.</param>
public sealed record AdmissionReply(AdmissionOutcome Outcome, Guid OrderId, OrderSubmitted? Order = null, RateRefusal? Rate = null);
