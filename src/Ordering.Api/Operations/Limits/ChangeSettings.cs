using FlashSale.Admission;
using FlashSale.Admission.Sales;
using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Shop.Sales;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FlashSale.Ordering.Api.Operations.Limits;

/// <summary>GET, PUT and PATCH /api/ops/settings: the rate limits of all sales, changed while they run.</summary>
public static class ChangeSettings
{
    const string Path = "/settings";

    public static void Map(IEndpointRouteBuilder ops)
    {
        ops.MapGet(Path, (RateLimitSettings settings, CancellationToken cancellationToken) => settings.ReadAsync(cancellationToken)).WithSummary("The rate limits of all sales");
        ops.MapPut(Path, PutAsync).Accepts<SettingsTerms>("application/json")
            .WithSummary("Replaces the rate limits of all sales");
        ops.MapPatch(Path, PatchAsync).Accepts<SettingsTerms>(MergePatch.MediaType, "application/json")
            .WithSummary("Changes the rate limits that are named (JSON merge patch, RFC 7396); null brings a default back");
    }

    static async Task<Results<Ok<RateSettings>, Accepted<RateSettings>, Refusal>> PutAsync(HttpContext http, IValidator<SettingsTerms> validator, RateLimitSettings settings)
    {
        var (terms, refusal) = await RequestBody.ReadAsync(http, validator);
        return refusal ?? await TellAsync(settings, (await settings.PutAsync(terms!.ToSettings(), null, http.RequestAborted))!, http.RequestAborted);
    }

    static async Task<Results<Ok<RateSettings>, Accepted<RateSettings>, Refusal>> PatchAsync(HttpContext http, IValidator<SettingsTerms> validator, RateLimitSettings settings)
    {
        var (patch, refusal) = await MergePatch.ReadAsync(http);
        if (patch is null)
            return refusal!;
        while (true)
        {
            var current = await settings.ReadAsync(http.RequestAborted);
            (var terms, refusal) = patch.Apply(SettingsTerms.Of(current), validator);
            if (terms is null)
                return refusal!;
            // Null: changed in between, so the rest of the settings is to be read again.
            if (await settings.PutAsync(terms.ToSettings(), current.Version, http.RequestAborted) is { } changed)
                return await TellAsync(settings, changed, http.RequestAborted);
        }
    }

    static async Task<Results<Ok<RateSettings>, Accepted<RateSettings>, Refusal>> TellAsync(RateLimitSettings settings, RateSettings changed, CancellationToken cancellationToken)
    {
        try
        {
            await settings.TellSalesAsync(cancellationToken);
            return TypedResults.Ok(changed);
        }
        catch (RedisUnavailableException)
        {
            // Recorded: every instance tries again until Redis has them.
            return TypedResults.Accepted((string?)null, changed);
        }
    }
}
