using FlashSale.Admission.Admit;
using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>The refusals of an order. Those that are the same for everybody are built once.</summary>
static class OrderRefusals
{
    static readonly Refusal KeyReused = new(422, ProblemCode.IdempotencyKeyReused, "This idempotency key was already used with a different request.");
    static readonly Refusal NotOpen = Conflict(ProblemCode.SaleNotOpen, "The sale has not started yet.");
    static readonly Refusal Closed = Conflict(ProblemCode.SaleClosed, "The sale has ended.");
    static readonly Refusal Paused = Conflict(ProblemCode.SalePaused, "The sale is paused.");
    static readonly Refusal Limit = Conflict(ProblemCode.PurchaseLimit, "This order exceeds the per-customer limit.");
    static readonly Refusal SoldOut = Conflict(ProblemCode.SoldOut, "Not enough units are left for this order.");
    static readonly Refusal NotTaken = Refusal.Unavailable("The order was not placed. Please try again.");

    public static Refusal Of(AdmissionOutcome outcome) => outcome switch
    {
        AdmissionOutcome.IdempotencyKeyReused => KeyReused,
        AdmissionOutcome.SaleNotOpen => NotOpen,
        AdmissionOutcome.SaleClosed => Closed,
        AdmissionOutcome.SalePaused => Paused,
        AdmissionOutcome.PurchaseLimit => Limit,
        AdmissionOutcome.SoldOut => SoldOut,
        AdmissionOutcome.NotLoaded or AdmissionOutcome.Late or AdmissionOutcome.Unreachable => NotTaken,
        _ => throw new InvalidOperationException($"Admission outcome {outcome} has no answer."),
    };

    /// <summary>The outcome is unknown: the status URL will show it.</summary>
    public static Refusal OutcomeUnknown(Guid orderId, string statusUrl) =>
        new(503, ProblemCode.OutcomeUnknown, "The outcome of this request is unknown. Check the order at its status URL.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            OrderId = orderId,
            StatusUrl = statusUrl,
        };

    public static Refusal Backlog(TimeSpan untilWorthTrying) =>
        new(503, ProblemCode.Backlog, "Too many orders are waiting. Please try again later.") { RetryAfter = untilWorthTrying };

    static Refusal Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);
}
