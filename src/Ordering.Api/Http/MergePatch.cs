using System.Text.Json;
using System.Text.Json.Nodes;
using FlashSale.Ordering.Api.Http.Json;
using FluentValidation;

namespace FlashSale.Ordering.Api.Http;

/// <summary>A JSON merge patch (RFC 7396) of a flat object: a named field is replaced, null removes it, what is not named stays.</summary>
public sealed class MergePatch
{
    public const string MediaType = "application/merge-patch+json";

    readonly JsonObject _fields;

    MergePatch(JsonObject fields) => _fields = fields;

    /// <summary>Reads a patch; an absent body counts as {}. It changes no field, but is still recorded as a new version.</summary>
    public static async ValueTask<(MergePatch? Patch, Refusal? Refusal)> ReadAsync(HttpContext http)
    {
        var (bytes, refusal) = await RequestBody.ReadBytesAsync(http);
        if (refusal is not null)
            return (null, refusal);
        var text = RequestBody.WithoutMark(bytes);
        if (text.IsEmpty)
            return (new([]), null);
        if (!http.Request.HasJsonContentType())
            return (null, Refusal.UnsupportedMediaType());
        try
        {
            if (JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) is not JsonObject fields)
                return (null, Unfit.Of(text, null));
            // Names are read whatever their case, so price and Price are the same one twice.
            return fields.DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Count() == fields.Count ? (new(fields), null) : (null, Refusal.Invalid("A field is named twice."));
        }
        catch (JsonException exception)
        {
            return (null, Unfit.Of(text, exception));
        }
        catch (InvalidOperationException)
        {
            return (null, NoText());
        }
    }

    /// <summary>The patched value, validated whole.</summary>
    public (T? Value, Refusal? Refusal) Apply<T>(T current, IValidator<T> validator)
        where T : class
    {
        var patched = JsonSerializer.SerializeToNode(current, ApiJson.Bodies)!.AsObject();
        foreach (var (name, value) in _fields)
        {
            // Names are read as everywhere, whatever their case.
            var known = patched.Select(field => field.Key).FirstOrDefault(field => field.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known is not null && value is null)
                patched.Remove(known);
            else if (known is not null)
                patched[known] = value!.DeepClone();
        }

        try
        {
            return RequestBody.Validate(patched.Deserialize<T>(ApiJson.Bodies)!, validator);
        }
        catch (JsonException exception)
        {
            return (null, Unfit.Of("{}"u8, exception));
        }
        catch (InvalidOperationException)
        {
            return (null, NoText());
        }
    }

    /// <summary>A lone surrogate is valid JSON, and no text.</summary>
    static Refusal NoText() => Refusal.Invalid("A string in the body contains an unpaired surrogate.");
}
