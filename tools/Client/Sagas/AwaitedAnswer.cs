namespace FlashSale.Client.Sagas;

/// <summary>An answer that an order, or its money, waits for.</summary>
/// <param name="Answer">Such as allocation, payment or refund.</param>
/// <param name="ProductId">Absent, as the state, when no saga has the order.</param>
/// <param name="Attempts">Times that it was asked for again.</param>
public sealed record AwaitedAnswer(string Answer, Guid OrderId, string? ProductId, string? State, DateTimeOffset Since, int Attempts);
