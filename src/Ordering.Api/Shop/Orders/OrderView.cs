using FlashSale.Ordering.Api.Shop.Admission;

namespace FlashSale.Ordering.Api.Shop.Orders;

/// <summary>An order as its buyer sees it.</summary>
public sealed record OrderView
{
    /// <summary>From the 202 until the saga has the order.</summary>
    public const string Accepted = "Accepted";

    public required Guid OrderId { get; init; }
    public required string ProductId { get; init; }
    public required int Quantity { get; init; }
    public required decimal Amount { get; init; }
    public required string Currency { get; init; }
    public required string Status { get; init; }
    public DateTimeOffset? PaymentDueAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Until the ledger decides, as <see cref="BacklogLimiter"/> estimates it for the order's sale; 0 when nothing is waited for.</summary>
    public int EstimatedWaitSeconds { get; init; }

    public OrderView WithWait(BacklogLimiter backlog) =>
        Status is Accepted or "Allocating" ? this with { EstimatedWaitSeconds = backlog.SecondsLeft(ProductId, UpdatedAt) } : this;
}
