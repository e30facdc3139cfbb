using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.Features;

namespace FlashSale.Ordering.Api.Http;

/// <summary>
/// Reads a request's body whole, parses and validates it. The framework's own binding answers a wrong type, an unreadable
/// body and a body too large in three different ways, and it refuses an absent one; here each is a refusal with its code.
/// </summary>
public static class RequestBody
{
    /// <summary>The longest body that is read, in bytes.</summary>
    public const long MaxLength = 16 * 1024;

    /// <summary>
    /// Bytes that Kestrel accepts. More than is read: at its own limit Kestrel closes the connection under a client that is still
    /// sending, which then sees a broken pipe and no 413. What is in between is drained after the answer.
    /// </summary>
    public const long MaxDrained = 4 * 1024 * 1024;

    // Numbers are numbers: "2" is not 2. Unknown fields are ignored.
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    /// <summary>Reads and validates; an absent body counts as {}.</summary>
    /// <param name="isSurelyValid">Values that the validator would accept in any case and that skip it: a saving on the hot path.</param>
    public static async ValueTask<(T? Value, Refusal? Refusal)> ReadAsync<T>(HttpContext context, IValidator<T> validator, Func<T, bool>? isSurelyValid = null)
        where T : class, new()
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return Validate(new(), validator, isSurelyValid);
        var (bytes, refusal) = await ReadBytesAsync(context);
        return refusal is null ? Parse(context.Request, bytes, validator, isSurelyValid) : (null, refusal);
    }

    /// <summary>Parses and validates bytes already read.</summary>
    public static (T? Value, Refusal? Refusal) Parse<T>(HttpRequest request, byte[] bytes, IValidator<T> validator, Func<T, bool>? isSurelyValid = null)
        where T : class, new()
    {
        if (bytes.Length == 0)
            return Validate(new(), validator, isSurelyValid);
        if (!request.HasJsonContentType())
            return (null, new(StatusCodes.Status415UnsupportedMediaType, ProblemCode.UnsupportedMediaType, "The body must be application/json."));
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json) is { } value
                ? Validate(value, validator, isSurelyValid)
                : (null, Refusal.Invalid("The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, Refusal.Invalid(exception.Path is null or "$" ? "The body is not valid JSON." : $"The body does not fit at {exception.Path}."));
        }
    }

    static (T? Value, Refusal? Refusal) Validate<T>(T value, IValidator<T> validator, Func<T, bool>? isSurelyValid)
        where T : class
    {
        if (isSurelyValid?.Invoke(value) is true)
            return (value, null);
        var result = validator.Validate(value);
        return result.IsValid ? (value, null) : (null, Refusal.Invalid("One or more fields are invalid.", result.ToDictionary()));
    }

    public static async ValueTask<(byte[] Bytes, Refusal? Refusal)> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxLength)
            return ([], TooLarge());
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                if (read.Buffer.Length > MaxLength)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    return ([], TooLarge());
                }

                if (read.IsCompleted)
                {
                    var bytes = read.Buffer.ToArray();
                    reader.AdvanceTo(read.Buffer.End);
                    return (bytes, null);
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception)
        {
            return ([], exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : new(exception.StatusCode, ProblemCode.InvalidRequest, "The body could not be read."));
        }
    }

    static Refusal TooLarge() => new(StatusCodes.Status413PayloadTooLarge, ProblemCode.PayloadTooLarge, $"The body is longer than {MaxLength} bytes.");
}
