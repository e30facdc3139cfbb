namespace FlashSale.Client.Sagas;

/// <summary>An answer that is awaited in vain: a person has to look after it.</summary>
/// <param name="Answer">Such as allocation, payment or refund.</param>
/// <param name="ProductId">Absent, as the state, when no saga has the order.</param>
/// <param name="Remedy">What the person does.</param>
public sealed record StuckAnswer(string Answer, Guid OrderId, string? ProductId, string? State, DateTimeOffset Since, string Remedy);
