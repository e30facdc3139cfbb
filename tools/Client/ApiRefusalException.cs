using System.Text.Json;

namespace FlashSale.Client;

/// <summary>A status other than success, with what the API's problem details (RFC 9457) say.</summary>
public sealed class ApiRefusalException : Exception
{
    ApiRefusalException(int status, string? code, string message)
        : base($"{status}: {message}") => (Status, Code) = (status, code);

    public int Status { get; }

    /// <summary>The stable code, such as redelivery-running; absent when the answer is not the API's own.</summary>
    public string? Code { get; }

    internal static ApiRefusalException Read(int status, string text)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<Problem>(text, JsonSerializerOptions.Web);
            if (problem?.Detail is { } detail)
                return new(status, problem.Code, string.Join(" ", [detail, .. (problem.Errors ?? []).Select(field => $"{field.Key}: {string.Join(" ", field.Value)}")]));
        }
        catch (JsonException)
        {
            // Not from the API but from something in front of it: its own words then.
        }

        return new(status, null, text.Length == 0 ? "The answer says no more." : text);
    }

    sealed record Problem(string? Code, string? Detail, Dictionary<string, string[]>? Errors);
}
