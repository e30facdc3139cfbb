namespace FlashSale.Ordering.Api.Http;

/// <summary>
/// Routes with this mark, and all below the prefix, require the ops key, which is checked before anything of the request is read.
/// The mark alone is not enough: the framework's own answers (405, 415) are endpoints without it.
/// </summary>
public sealed class OpsKey
{
    public const string Prefix = "/api/ops";
    public const string Header = "X-Api-Key";

    public static Task RequireAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpsKey>() is null && !context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase))
            return next(context);

        var settings = context.RequestServices.GetRequiredService<ApiSettings>();
        return context.Request.Headers[Header] is [var key] && settings.IsOpsKey(key)
            ? next(context)
            : new Refusal(StatusCodes.Status401Unauthorized, ProblemCode.Unauthorized, $"{Header} is missing or wrong.") { Challenge = $"ApiKey header=\"{Header}\"" }.ExecuteAsync(context);
    }
}
