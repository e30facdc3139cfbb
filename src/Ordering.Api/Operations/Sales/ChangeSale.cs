using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Http;
using FlashSale.ServiceDefaults.Faults;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Sales;

/// <summary>PUT /api/ops/flash-sales/{productId}, and POST .../pause and .../resume below it.</summary>
public static class ChangeSale
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public sealed record Answer(string ProductId, long Version, SaleChangeState State);

    public static void Map(IEndpointRouteBuilder ops)
    {
        var sale = ops.MapGroup("/flash-sales/{productId}");
        sale.MapPut("", PutAsync).Accepts<SaleTerms>("application/json").Produces<Answer>().Produces<Answer>(201).Produces<Answer>(202).ProducesProblem(409)
            .WithSummary("Creates or changes a sale");
        sale.MapPost("/pause", (string productId, SaleChanges changes, TimeProvider clock, CancellationToken cancellationToken) =>
            ChangeAsync(productId, new() { Paused = true }, changes, clock, cancellationToken)).Produces<Answer>().ProducesProblem(404).WithSummary("Pauses a sale");
        sale.MapPost("/resume", (string productId, SaleChanges changes, TimeProvider clock, CancellationToken cancellationToken) =>
            ChangeAsync(productId, new() { Paused = false }, changes, clock, cancellationToken)).Produces<Answer>().ProducesProblem(404).WithSummary("Resumes a sale");
    }

    static async Task<IResult> PutAsync(string productId, HttpContext http, IValidator<SaleTerms> validator, SaleChanges changes, TimeProvider clock)
    {
        if (!ProductId.Holds(productId))
            return Refusal.Invalid($"A product id is {ProductId.Form}.");
        var (terms, refusal) = await RequestBody.ReadAsync(http, validator);
        return refusal ?? await ChangeAsync(productId, new() { Terms = terms }, changes, clock, http.RequestAborted);
    }

    static async Task<IResult> ChangeAsync(string productId, SaleChange change, SaleChanges changes, TimeProvider clock, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var (requested, busy) = await changes.RequestAsync(productId, change, cancellationToken);
        while (busy)
        {
            if (clock.GetElapsedTime(began) > Timeout)
                return Refusal.Unavailable("Another change of this sale is in progress. Please try again.");
            // One change at a time: the second request completes the first one's change.
            foreach (var pending in await changes.FindPendingAsync(TimeSpan.Zero, cancellationToken))
            {
                if (pending.ProductId == productId)
                    await changes.CompleteAsync(productId, pending.Version, cancellationToken);
            }

            (requested, busy) = await changes.RequestAsync(productId, change, cancellationToken);
        }

        return requested is { } version ? await CompleteAsync(productId, version, changes, cancellationToken) : Refusal.UnknownProduct();
    }

    static async Task<IResult> CompleteAsync(string productId, long version, SaleChanges changes, CancellationToken cancellationToken)
    {
        try
        {
            return await changes.CompleteAsync(productId, version, cancellationToken) switch
            {
                SaleChangeState.Refused => new Refusal(StatusCodes.Status409Conflict, ProblemCode.TotalTooLow, "The total cannot be lowered by more units than are still for sale."),
                var state when version == 1 => Results.Created($"/api/flash-sales/{productId}", new Answer(productId, version, state)),
                var state => Results.Ok(new Answer(productId, version, state)),
            };
        }
        catch (Exception fault) when (fault is not SaleNotLoadedException && (fault is RedisUnavailableException || InfrastructureFault.Is(fault)))
        {
            // Recorded: it will be completed, so this is neither a refusal nor a failure.
            return Results.Accepted($"/api/flash-sales/{productId}", new Answer(productId, version, SaleChangeState.Pending));
        }
    }
}
