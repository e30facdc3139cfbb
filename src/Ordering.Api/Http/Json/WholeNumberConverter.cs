using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>A whole number however it is spelled: 1, 1.0 or 1e0 (JSON Schema 2020-12, 4.2.3). Some languages write every number with a point.</summary>
sealed class WholeNumberConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var usual))
            return usual;
        var number = ExactNumber.Read(ref reader);
        return number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : throw new UnfitValueException($"must be a whole number from {int.MinValue} to {int.MaxValue}.");
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
