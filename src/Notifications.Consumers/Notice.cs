namespace FlashSale.Notifications;

/// <summary>A notice to one buyer about the end of one order.</summary>
/// <param name="Kind">The kind of notice.</param>
/// <param name="OrderId">The order.</param>
/// <param name="ProductId">The sale it was in.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Amount">Price of all units.</param>
/// <param name="Currency">Of the amount, ISO 4217.</param>
/// <param name="Recipient">Where to; null when the buyer left no address.</param>
public sealed record Notice(NoticeKind Kind, Guid OrderId, string ProductId, int Quantity, decimal Amount, string Currency, string? Recipient)
{
    /// <summary>The kind as it is written.</summary>
    public string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The same for every attempt, so that a receiver can tell a repetition from a second notice (RFC 5322, 3.6.4).</summary>
    public string MessageId => $"<{OrderId:D}.{Name}@flashsale>";
}
