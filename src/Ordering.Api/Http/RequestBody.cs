using System.Buffers;
using System.Text.Json;
using FlashSale.Ordering.Api.Http.Json;
using FluentValidation;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace FlashSale.Ordering.Api.Http;

/// <summary>
/// Reads a request's body whole, parses and validates it. The framework's own binding answers a wrong type, an unreadable
/// body and a body too large in three different ways, and it refuses an absent one; here each is a refusal with its code.
/// </summary>
public static class RequestBody
{
    /// <summary>The longest body that is read, in bytes. Standard Webhooks asks receivers to take 20 kB.</summary>
    public const long MaxLength = 32 * 1024;

    /// <summary>
    /// Bytes that Kestrel accepts. More than is read: at its own limit Kestrel closes the connection under a client that is still
    /// sending, which then sees a broken pipe and no 413. What is in between is drained after the answer.
    /// </summary>
    public const long MaxDrained = 4 * 1024 * 1024;

    // Texts name a field as its key in errors does.
    static RequestBody() => ValidatorOptions.Global.DisplayNameResolver = (_, member, _) => member is null ? null : JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

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
        var text = WithoutMark(bytes);
        if (text.IsEmpty)
            return Validate(new(), validator, isSurelyValid);
        if (!request.HasJsonContentType())
            return (null, Refusal.UnsupportedMediaType());
        try
        {
            return JsonSerializer.Deserialize<T>(text, ApiJson.Bodies) is { } value ? Validate(value, validator, isSurelyValid) : (null, Unfit.Of(text, null));
        }
        catch (JsonException exception)
        {
            return (null, Unfit.Of(text, exception));
        }
    }

    /// <summary>Validates a value that came from elsewhere.</summary>
    public static (T? Value, Refusal? Refusal) Validate<T>(T value, IValidator<T> validator, Func<T, bool>? isSurelyValid = null)
        where T : class
    {
        if (isSurelyValid?.Invoke(value) is true)
            return (value, null);
        var result = validator.Validate(value);
        return result.IsValid ? (value, null) : (null, Unfit.Of(result.ToDictionary()));
    }

    public static async ValueTask<(byte[] Bytes, Refusal? Refusal)> ReadBytesAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxLength)
            return ([], TooLarge());
        if (context.Request.Headers.ContentEncoding is { Count: > 0 } encoding && !IsIdentity(encoding))
            return ([], Refusal.UnsupportedEncoding());
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                // Without the request's token: Kestrel ends the read when the client has left. A read that the token ends is still going on for
                // Kestrel, whose own look at the rest then fails with a stack trace ("Reading is already in progress").
                var read = await reader.ReadAsync(CancellationToken.None);
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
            return ([], exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : Unreadable(exception.StatusCode));
        }
        catch (Exception exception) when (exception is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
        {
            // The client has left in the middle of its body. Nobody reads the answer, and nothing here has failed.
            return ([], Unreadable(StatusCodes.Status400BadRequest));
        }
    }

    /// <summary>Some editors and languages begin every text with the mark; a parser may ignore it (RFC 8259, 8.1).</summary>
    internal static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;

    static bool IsIdentity(string? encoding) => string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase);

    static Refusal Unreadable(int status) => new(status, ProblemCode.InvalidRequest, "The body could not be read.");

    static Refusal TooLarge() => new(StatusCodes.Status413PayloadTooLarge, ProblemCode.PayloadTooLarge, $"The body is longer than {MaxLength} bytes.");
}
