using System.Text.Json.Serialization;

namespace FlashSale.Contracts;

/// <summary>How a notice ended. Text on the wire, never an ordinal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeOutcome>))]
public enum NoticeOutcome
{
    /// <summary>Handed to the channel.</summary>
    Sent,

    /// <summary>Nothing to send it to: the order has no address.</summary>
    Skipped,

    /// <summary>The channel refused it for good, or for too long.</summary>
    GivenUp,
}
