using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>An amount, exactly as it was sent.</summary>
sealed class DecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ExactNumber.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
