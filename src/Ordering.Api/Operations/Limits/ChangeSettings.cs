using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Sales;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations.Limits;

/// <summary>GET and PUT /api/ops/settings: the rate limits of all sales, changed while they run.</summary>
public static class ChangeSettings
{
    const string Path = "/settings";

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet(Path, (RateLimitSettings settings, CancellationToken cancellationToken) => settings.ReadAsync(cancellationToken)).WithSummary("The rate limits of all sales");
        ops.MapPut(Path, PutAsync).Accepts<SettingsTerms>("application/json").Produces<RateSettings>().Produces<RateSettings>(202).ProducesProblem(400)
            .WithSummary("Changes the rate limits of all sales");
    }

    static async Task<IResult> PutAsync(HttpContext http, IValidator<SettingsTerms> validator, RateLimitSettings settings)
    {
        var (terms, refusal) = await RequestBody.ReadAsync(http, validator);
        if (terms is null)
            return refusal!;

        var changed = await settings.PutAsync(terms.ToSettings(), http.RequestAborted);
        try
        {
            await settings.TellSalesAsync(http.RequestAborted);
            return Results.Ok(changed);
        }
        catch (RedisUnavailableException)
        {
            // Recorded: every instance tries again until Redis has them.
            return Results.Accepted(value: changed);
        }
    }
}
