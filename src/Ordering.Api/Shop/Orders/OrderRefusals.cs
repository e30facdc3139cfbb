using FlashSale.Admission;
using FlashSale.Ordering.Api.Http;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>What a refused buyer is told. Those that say the same to everybody are made once.</summary>
static class OrderRefusals
{
    static readonly Refusal KeyReused = new(422, ProblemCode.IdempotencyKeyReused, "This idempotency key made an order with other values.");
    static readonly Refusal NotOpen = Conflict(ProblemCode.SaleNotOpen, "The sale has not started.");
    static readonly Refusal Closed = Conflict(ProblemCode.SaleClosed, "The sale is over.");
    static readonly Refusal Paused = Conflict(ProblemCode.SalePaused, "The sale takes no orders for the moment.");
    static readonly Refusal Limit = Conflict(ProblemCode.PurchaseLimit, "You would hold more units than a customer may.");
    static readonly Refusal SoldOut = Conflict(ProblemCode.SoldOut, "Fewer units are left than you ask for.");
    static readonly Refusal NotTaken = Refusal.Unavailable("Nothing was taken; please try again.");

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

    /// <summary>Nobody knows: the status URL will tell.</summary>
    public static Refusal OutcomeUnknown(Guid orderId, string statusUrl) =>
        new(503, ProblemCode.OutcomeUnknown, "Whether the order was taken is not known; its status URL will tell.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            OrderId = orderId,
            StatusUrl = statusUrl,
        };

    public static Refusal Backlog(TimeSpan untilWorthTrying) =>
        new(503, ProblemCode.Backlog, "Too many orders wait already; yours would wait too long.") { RetryAfter = untilWorthTrying };

    static Refusal Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);
}
