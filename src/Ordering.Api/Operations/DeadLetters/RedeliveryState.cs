using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>How far a redelivery is. Text, as in ordering.redeliveries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RedeliveryState>))]
public enum RedeliveryState
{
    Running,

    /// <summary>All selected messages were replayed.</summary>
    Completed,

    /// <summary>Some came back, so the rest was left alone.</summary>
    Stopped,

    /// <summary>It could not go on; what was not delivered is in its queue.</summary>
    Failed,

    /// <summary>Its process ended before it did.</summary>
    Interrupted,
}
