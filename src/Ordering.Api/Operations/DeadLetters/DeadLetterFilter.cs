namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Selects the dead letters that match every condition; without a condition, all of them.</summary>
public sealed record DeadLetterFilter
{
    public string? MessageId { get; init; }

    /// <summary>A message's name, such as PaymentReceived.</summary>
    public string? MessageType { get; init; }

    /// <summary>Full or without namespace: System.TimeoutException or TimeoutException.</summary>
    public string? ExceptionType { get; init; }
    public Guid? OrderId { get; init; }

    public bool Matches(DeadLetter letter) =>
        (MessageId is null || string.Equals(letter.MessageId, MessageId, StringComparison.OrdinalIgnoreCase))
        && (MessageType is null || letter.MessageType == MessageType)
        && (ExceptionType is null || letter.ExceptionType == ExceptionType || letter.ExceptionType?.Split('.')[^1] == ExceptionType)
        && (OrderId is null || letter.OrderId == OrderId);
}
