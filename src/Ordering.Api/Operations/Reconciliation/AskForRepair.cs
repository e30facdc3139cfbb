using FlashSale.Ordering.Api.Http;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Reconciliation;

/// <summary>
/// POST /api/ops/reconciliation: compares the books now and reports what would be done, or does it; GET .../requests: who repaired what, and why. The work is the
/// reconciler's, in Inventory.Consumers.
/// </summary>
public static class AskForRepair
{
    /// <summary>A comparison that confirms something takes about ten seconds, until the broker's figures are younger than what was seen.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public sealed record Body
    {
        /// <summary>Absent: all sales.</summary>
        public string? ProductId { get; init; }

        /// <summary>Without it, the answer only reports what would be done.</summary>
        public bool Apply { get; init; }

        /// <summary>The reason, which is recorded.</summary>
        public string? Reason { get; init; }
    }

    public sealed record Answer(RepairRequest Request, Findings Findings);

    public sealed class Validator : AbstractValidator<Body>
    {
        public Validator()
        {
            RuleFor(body => body.ProductId).Must(productId => productId is null || Http.ProductId.Holds(productId)).WithMessage("'{PropertyName}' must be " + Http.ProductId.Form + ".");
            RuleFor(body => body.Reason).NotEmpty().When(body => body.Apply);
            RuleFor(body => body.Reason).FitsTheRecord();
        }
    }

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapPost("/reconciliation", PostAsync).Accepts<Body>("application/json").ProducesProblem(404)
            .WithHeader(Caller.UserHeader, required: false).WithSummary("Compares the books now and reports the repairs that would be made, or makes them");
        ops.MapGet("/reconciliation/requests", async (RepairRequests requests, CancellationToken cancellationToken) => await requests.ReadAsync(null, cancellationToken))
            .WithSummary("Requests to compare or repair the books, with operator and reason, the newest first");
        ops.MapGet("/reconciliation/requests/{id:guid}", ReadAsync).ProducesProblem(404).WithSummary("The result of a request");
    }

    static async Task<Results<Ok<Answer>, Accepted<Answer>, Refusal>> PostAsync(HttpContext http, IValidator<Body> validator, FindingReader findings, RepairRequests requests)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, validator);
        if (body is null)
            return refusal!;
        if (!Caller.TryGetOperator(http.Request, out var by, out refusal))
            return refusal;
        if (body.ProductId is { } productId && (await findings.ReadAsync(productId, http.RequestAborted)).Products.Count == 0)
            return Refusal.UnknownProduct();

        var id = NewId.NextSequentialGuid();
        await requests.AskAsync(id, body.ProductId, body.Apply, by, body.Reason ?? "", http.RequestAborted);
        var request = await requests.AwaitAsync(id, Timeout, http.RequestAborted);
        var answer = new Answer(request, await findings.ReadAsync(body.ProductId, http.RequestAborted));
        return request.EndedAt is null ? TypedResults.Accepted($"{OpsKey.Prefix}/reconciliation/requests/{id}", answer) : TypedResults.Ok(answer);
    }

    static async Task<Results<Ok<Answer>, Refusal>> ReadAsync(Guid id, FindingReader findings, RepairRequests requests, CancellationToken cancellationToken) =>
        await requests.ReadAsync(id, cancellationToken) is [var request]
            ? TypedResults.Ok(new Answer(request, await findings.ReadAsync(request.ProductId, cancellationToken)))
            : new Refusal(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such request.");
}
