using System.Text.Json;
using FlashSale.Ordering.Api.Http.Json;

namespace FlashSale.Ordering.Api.Http;

/// <summary>What is wrong with a body, by field. Fields are named as they are sent.</summary>
static class Unfit
{
    public static Refusal Of(IDictionary<string, string[]> errors) =>
        Refusal.Invalid("One or more fields are invalid.", errors.ToDictionary(field => Spelled(field.Key), field => field.Value));

    /// <param name="body">The bytes of a body that was not accepted.</param>
    /// <param name="exception">What the parser found; null when it is the value null.</param>
    public static Refusal Of(ReadOnlySpan<byte> body, JsonException? exception)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read() && reader.TokenType != JsonTokenType.StartObject)
                return Refusal.Invalid($"The body must be a JSON object, such as {{}}, and is {Kind(reader.TokenType)}.");
            reader.Skip();
            // Whatever follows the object, too.
            reader.Read();
        }
        catch (JsonException syntax)
        {
            return Refusal.Invalid($"The body is not valid JSON: line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1}.");
        }

        var field = exception?.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : "";
        var expected = exception is UnfitValueException ? exception.Message : "is sent twice, or is not of this field's type.";
        return field.Length == 0 ? Refusal.Invalid("The body is invalid.") : Refusal.Invalid("One or more fields are invalid.", new Dictionary<string, string[]> { [Spelled(field)] = [$"'{Spelled(field)}' {expected}"] });
    }

    /// <summary>Filter.OrderId is sent as filter.orderId.</summary>
    static string Spelled(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    static string Kind(JsonTokenType first) => first switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
