using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>What a message would do if it were replayed now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ForecastOutcome>))]
public enum ForecastOutcome
{
    /// <summary>Something changes: an order, units, money, a notice.</summary>
    Acts,

    /// <summary>It is consumed and changes nothing: what it asks for is done, or the order has ended.</summary>
    Nothing,

    /// <summary>It would be a dead letter again: it contradicts what is on record.</summary>
    ComesBack,

    /// <summary>The records do not show it.</summary>
    Unknown,
}
