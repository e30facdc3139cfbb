namespace FlashSale.Client;

/// <summary>One event of GET /api/orders/{orderId}/events.</summary>
/// <param name="Status">That the order has come to.</param>
/// <param name="At">When, by the clock of its timeline.</param>
public sealed record OrderEvent(string Status, DateTimeOffset At);
