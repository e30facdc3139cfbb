using System.Reflection;
using System.Text.Json;
using FlashSale.Admission.Admit;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace FlashSale.Ordering.Api.Http;

/// <summary>A refusal as problem details (RFC 9457) with a stable code.</summary>
public sealed class Refusal(int status, string code, string detail) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    byte[]? _body;

    public int? StatusCode => status;
    public string Code => code;
    public TimeSpan? RetryAfter { get; init; }
    public Guid? OrderId { get; init; }
    public string? StatusUrl { get; init; }

    /// <summary>The rate limit that refused, written in the fields of draft-ietf-httpapi-ratelimit-headers-10.</summary>
    public RateRefusal? Rate { get; init; }

    /// <summary>How the caller has to prove who it is: a 401 names a scheme (RFC 9110, 15.5.2).</summary>
    public string? Challenge { get; init; }

    /// <summary>The codings of a body that are taken.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>What is wrong, by field.</summary>
    public IDictionary<string, string[]>? Errors { get; init; }

    public static Refusal Invalid(string detail, IDictionary<string, string[]>? errors = null) =>
        new(StatusCodes.Status400BadRequest, ProblemCode.InvalidRequest, detail) { Errors = errors };

    public static Refusal UnsupportedMediaType() =>
        new(StatusCodes.Status415UnsupportedMediaType, ProblemCode.UnsupportedMediaType, "The body must be JSON: Content-Type application/json, or application/merge-patch+json for PATCH.");

    /// <summary>RFC 9110, 15.5.16: Accept-Encoding tells apart which of the two, type or coding, was not taken.</summary>
    public static Refusal UnsupportedEncoding() =>
        new(StatusCodes.Status415UnsupportedMediaType, ProblemCode.UnsupportedMediaType, "The body must be sent as it is: Content-Encoding may only be identity.") { AcceptEncoding = "identity" };

    public static Refusal UnknownProduct() =>
        new(StatusCodes.Status404NotFound, ProblemCode.UnknownProduct, "There is no sale for this product.");

    public static Refusal UnknownOrder() =>
        new(StatusCodes.Status404NotFound, ProblemCode.UnknownOrder, "This user has no such order.");

    /// <summary>503 temporarily-unavailable: try again later.</summary>
    public static Refusal Unavailable(string detail, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, ProblemCode.TemporarilyUnavailable, detail) { RetryAfter = retryAfter ?? Soon };

    public static Refusal RateLimited(RateRefusal rate) =>
        new(StatusCodes.Status429TooManyRequests, ProblemCode.RateLimited, "Too many requests. Please wait before you try again.") { RetryAfter = rate.Wait, Rate = rate };

    /// <summary>The text is built once: a refusal that is kept costs only its writing.</summary>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = _body ??= JsonSerializer.SerializeToUtf8Bytes(Problem(), JsonSerializerOptions.Web);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Seconds(wait);
        if (Challenge is not null)
            response.Headers.WWWAuthenticate = Challenge;
        if (AcceptEncoding is not null)
            response.Headers.AcceptEncoding = AcceptEncoding;
        else if (status == StatusCodes.Status415UnsupportedMediaType && HttpMethods.IsPatch(httpContext.Request.Method))
            response.Headers["Accept-Patch"] = $"{MergePatch.MediaType}, application/json"; // RFC 5789, 2.2
        if (Rate is not null)
        {
            response.Headers["RateLimit-Policy"] = $"\"{Rate.Policy}\";q={Rate.Quota};w={Rate.WindowSeconds}";
            response.Headers["RateLimit"] = $"\"{Rate.Policy}\";r=0;t={Seconds(Rate.Wait)}";
        }

        // Not with the request's token, which would have to be created for this: Kestrel ends the write when the client has left.
        return response.Body.WriteAsync(body, 0, body.Length, CancellationToken.None);
    }

    ProblemDetails Problem()
    {
        var problem = new ProblemDetails
        {
            Type = $"urn:flashsale:problem:{code}",
            Title = code,
            Status = status,
            Detail = detail,
            Extensions = { ["code"] = code },
        };
        if (OrderId is { } orderId)
            problem.Extensions["orderId"] = orderId;
        if (StatusUrl is not null)
            problem.Extensions["statusUrl"] = StatusUrl;
        if (Rate is not null)
            problem.Extensions["violated-policies"] = new[] { Rate.Policy };
        if (Errors is not null)
            problem.Extensions["errors"] = Errors;
        return problem;
    }

    static string Seconds(TimeSpan wait) => ((int)Math.Ceiling(wait.TotalSeconds)).ToString();

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDetails), ["application/problem+json"]));
}
