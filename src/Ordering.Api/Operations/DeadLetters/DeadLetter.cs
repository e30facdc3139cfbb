using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>A message that was given up, with the fault that its headers describe.</summary>
public sealed record DeadLetter
{
    public required string Queue { get; init; }

    /// <summary>The same before and after a redelivery; absent in messages that no service of ours sent.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message's name, such as PaymentReceived; absent when the body cannot be read.</summary>
    public string? MessageType { get; init; }
    public Guid? OrderId { get; init; }
    public string? ExceptionType { get; init; }
    public string? Fault { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How often it was delivered before that, each delivery with its short retries.</summary>
    public int Attempts { get; init; }

    /// <summary>How often an operator replayed it and it came back.</summary>
    public int Redeliveries { get; init; }

    /// <summary>The replay from which it came back last.</summary>
    public Guid? Redelivery { get; init; }

    /// <summary>What it would do if it were replayed now; absent unless asked for.</summary>
    public DeadLetterForecast? Forecast { get; init; }

    /// <summary>The message itself, without its envelope; absent when the body cannot be read.</summary>
    [JsonIgnore]
    public JsonElement? Message { get; init; }
}
