namespace FlashSale.Client.DeadLetters;

/// <summary>A message that was given up, with the fault that its headers tell.</summary>
public sealed record DeadLetter
{
    public required string Queue { get; init; }

    /// <summary>The same before and after a replay; absent in what no service of ours sent.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message's name, such as PaymentReceived; absent when the body cannot be read.</summary>
    public string? MessageType { get; init; }
    public Guid? OrderId { get; init; }
    public string? ExceptionType { get; init; }
    public string? Fault { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How often it was delivered before that.</summary>
    public int Attempts { get; init; }

    /// <summary>How often a person replayed it, and it came back.</summary>
    public int Redeliveries { get; init; }

    public DeadLetterForecast? Forecast { get; init; }
}
