using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Faults;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>PUT and PATCH /api/ops/flash-sales/{productId}, and POST .../pause and .../resume below it.</summary>
public static class ChangeSale
{
    public sealed record Answer(string ProductId, long Version, SaleChangeState State);

    public static void Map(IEndpointRouteBuilder ops)
    {
        var sale = ops.MapGroup("/flash-sales/{productId}");
        sale.MapPut("", PutAsync).Accepts<SaleTerms>("application/json").ProducesProblem(409).ProducesProblem(503)
            .WithSummary("Creates a sale, or replaces all its terms");
        sale.MapPatch("", PatchAsync).Accepts<SaleTerms>(MergePatch.MediaType, "application/json").ProducesProblem(404).ProducesProblem(409).ProducesProblem(503)
            .WithSummary("Changes the terms that are named (JSON merge patch, RFC 7396); null brings a default back");
        sale.MapPost("/pause", (string productId, SaleChangeRequests requests, SaleChanges changes, CancellationToken cancellationToken) =>
            ChangeAsync(productId, new() { Paused = true }, requests, changes, cancellationToken))
            .ProducesProblem(404).WithSummary("Pauses a sale");
        sale.MapPost("/resume", (string productId, SaleChangeRequests requests, SaleChanges changes, CancellationToken cancellationToken) =>
            ChangeAsync(productId, new() { Paused = false }, requests, changes, cancellationToken))
            .ProducesProblem(404).WithSummary("Resumes a sale");
    }

    static async Task<Results<Ok<Answer>, Created<Answer>, Accepted<Answer>, Refusal>> PutAsync(string productId, HttpContext http, IValidator<SaleTerms> validator, SaleChangeRequests requests, SaleChanges changes)
    {
        if (!ProductId.Holds(productId))
            return Refusal.Invalid($"A product id is {ProductId.Form}.");
        var (terms, refusal) = await RequestBody.ReadAsync(http, validator);
        return refusal ?? await ChangeAsync(productId, new() { Terms = terms }, requests, changes, http.RequestAborted);
    }

    static async Task<Results<Ok<Answer>, Created<Answer>, Accepted<Answer>, Refusal>> PatchAsync(string productId, HttpContext http, IValidator<SaleTerms> validator, SaleChangeRequests requests, SaleChanges changes)
    {
        if (!ProductId.Holds(productId))
            return Refusal.UnknownProduct();
        var (patch, refusal) = await MergePatch.ReadAsync(http);
        return refusal ?? await AnswerAsync(productId, changes, requests.RequestAsync(productId, terms => patch!.Apply(terms, validator), http.RequestAborted), http.RequestAborted);
    }

    static async Task<Results<Ok<Answer>, Created<Answer>, Accepted<Answer>, Refusal>> ChangeAsync(string productId, SaleChange change, SaleChangeRequests requests, SaleChanges changes, CancellationToken cancellationToken) =>
        ProductId.Holds(productId) ? await AnswerAsync(productId, changes, requests.RequestAsync(productId, change, cancellationToken), cancellationToken) : Refusal.UnknownProduct();

    static async Task<Results<Ok<Answer>, Created<Answer>, Accepted<Answer>, Refusal>> AnswerAsync(string productId, SaleChanges changes, Task<(long Version, Refusal? Refusal)> requested, CancellationToken cancellationToken)
    {
        var (version, refusal) = await requested;
        if (refusal is not null)
            return refusal;
        try
        {
            return await changes.CompleteAsync(productId, version, cancellationToken) switch
            {
                { State: SaleChangeState.Refused, Refusal: var reason } => Refused(reason),
                var end when version == 1 || end.IsFirst => TypedResults.Created($"/api/flash-sales/{productId}", new Answer(productId, version, end.State)),
                var end => TypedResults.Ok(new Answer(productId, version, end.State)),
            };
        }
        catch (Exception fault) when (InfrastructureFault.Is(fault))
        {
            // Recorded: it will be completed, so this is neither a refusal nor a failure.
            return TypedResults.Accepted($"/api/flash-sales/{productId}", new Answer(productId, version, SaleChangeState.Pending));
        }
    }

    static Refusal Refused(string? reason) => reason switch
    {
        SaleChangeRefusal.NotLoaded => Refusal.Unavailable("Redis does not carry this sale at the moment, so its total cannot be lowered. Nothing was changed. Please try again."),
        SaleChangeRefusal.NotStorable => new(StatusCodes.Status409Conflict, ProblemCode.ChangeRefused, "PostgreSQL rejected this change. The sale is unchanged; the reason is in the API's log."),
        _ => new(StatusCodes.Status409Conflict, ProblemCode.TotalTooLow, "The total cannot be lowered by more units than are still for sale."),
    };
}
