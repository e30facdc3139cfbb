using FlashSale.Ordering.Api.Problems;

namespace FlashSale.Ordering.Api.Ops;

/// <summary>Routes that carry this mark answer to the ops key alone. Judged before anything of the request is read.</summary>
public sealed class OpsKey
{
    public const string Header = "X-Api-Key";

    public static Task RequireAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpsKey>() is null)
            return next(context);

        var settings = context.RequestServices.GetRequiredService<ApiSettings>();
        return context.Request.Headers[Header] is [var key] && settings.IsOpsKey(key)
            ? next(context)
            : new Refusal(StatusCodes.Status401Unauthorized, ProblemCode.Unauthorized, $"{Header} is missing or wrong.").ExecuteAsync(context);
    }
}
