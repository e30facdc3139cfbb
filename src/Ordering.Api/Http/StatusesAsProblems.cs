using Microsoft.AspNetCore.Diagnostics;

namespace FlashSale.Ordering.Api.Http;

/// <summary>Gives the framework's own bare statuses (no such route, wrong method) the same body as every other refusal.</summary>
public static class StatusesAsProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        var (code, detail) = status switch
        {
            StatusCodes.Status404NotFound => (ProblemCode.NotFound, "There is no such resource."),
            StatusCodes.Status405MethodNotAllowed => (ProblemCode.MethodNotAllowed, "This method is not allowed here. See the Allow header."),
            StatusCodes.Status415UnsupportedMediaType => (ProblemCode.UnsupportedMediaType, "The body must be JSON: Content-Type application/json, or application/merge-patch+json for PATCH."),
            >= 500 => (ProblemCode.InternalError, "The request failed here."),
            _ => (ProblemCode.InvalidRequest, "The request could not be read."),
        };
        return new Refusal(status, code, detail).ExecuteAsync(context.HttpContext);
    }
}
