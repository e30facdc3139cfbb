using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>How bodies are read and answers written, on all routes.</summary>
static class ApiJson
{
    /// <summary>
    /// For bodies. Numbers are numbers: "2" is not 2. Unknown fields are ignored. A name sent twice is refused (RFC 7493, 2.3): two readers of
    /// the same bytes, such as a gateway and this service, may take different ones.
    /// </summary>
    public static JsonSerializerOptions Bodies { get; } = Create(options =>
    {
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new DecimalConverter());
        options.Converters.Add(new WholeNumberConverter());
    });

    /// <summary>For answers that are written by hand.</summary>
    public static JsonSerializerOptions Answers { get; } = Create(_ => { });

    public static void Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new TimeConverter());
    }

    static JsonSerializerOptions Create(Action<JsonSerializerOptions> more)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        more(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
