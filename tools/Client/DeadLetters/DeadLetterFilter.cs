namespace FlashSale.Client.DeadLetters;

/// <summary>Which dead letters are meant: those that fit all that is said. Nothing said means all.</summary>
public sealed record DeadLetterFilter
{
    public string? MessageId { get; init; }

    /// <summary>A message's name, such as PaymentReceived.</summary>
    public string? MessageType { get; init; }

    /// <summary>With its namespace or without: System.TimeoutException or TimeoutException.</summary>
    public string? ExceptionType { get; init; }
    public Guid? OrderId { get; init; }
}
