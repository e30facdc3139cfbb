using System.Text.Json;

namespace FlashSale.Ordering.Api.Http.Json;

/// <summary>A value of a body that a converter does not take. The message says what the field must be.</summary>
sealed class UnfitValueException(string expected) : JsonException(expected);
