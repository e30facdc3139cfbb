using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>
/// A time with its zone (RFC 3339, 5.6). Without one it would be read in the zone of this process. Answers are in UTC, with a Z.
/// </summary>
sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    const string Expected = "must be a time with its zone, such as 2026-11-27T08:00:00Z.";

    /// <summary>2026-11-27T08:00:00.0000000Z of a DateTime in UTC: always the same length, so that the time can be appended to a cached response.</summary>
    public const string Form = "O";

    /// <summary>Bytes of a time in that form.</summary>
    public const int Length = 28;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && HasZone(reader.GetString()!) && reader.TryGetDateTimeOffset(out var time) ? time : throw new UnfitValueException(Expected);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));

    static bool HasZone(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var time && (text[^1] == 'Z' || text.AsSpan(time).ContainsAny('+', '-'));
}
