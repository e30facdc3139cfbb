using Microsoft.AspNetCore.Diagnostics;

namespace FlashSale.Ordering.Api.Problems;

/// <summary>Gives the framework's own bare statuses (no such route, wrong method) the same body as every other refusal.</summary>
public static class StatusesAsProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        var code = status switch
        {
            StatusCodes.Status404NotFound => ProblemCode.NotFound,
            StatusCodes.Status405MethodNotAllowed => ProblemCode.MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => ProblemCode.PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType => ProblemCode.UnsupportedMediaType,
            >= 500 => ProblemCode.InternalError,
            _ => ProblemCode.InvalidRequest,
        };
        return new Refusal(status, code, $"{context.HttpContext.Request.Method} is not answered here.").ExecuteAsync(context.HttpContext);
    }
}
