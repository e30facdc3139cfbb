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

    /// <summary>Reads a patch; an absent body changes nothing.</summary>
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
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false }) is JsonObject fields ? (new(fields), null) : (null, Unfit.Of(text, null));
        }
        catch (JsonException exception)
        {
            return (null, Unfit.Of(text, exception));
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
            // A lone surrogate: valid JSON, and no text.
            return (null, Refusal.Invalid("The body holds a text that is not Unicode."));
        }
    }
}
