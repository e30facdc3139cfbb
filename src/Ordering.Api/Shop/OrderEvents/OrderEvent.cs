using System.Text.Json;
using FlashSale.Ordering.Api.Http.Json;
using FlashSale.Ordering.Api.Shop.Orders;

namespace FlashSale.Ordering.Api.Shop.OrderEvents;

/// <summary>A status that an order reached.</summary>
/// <param name="Position">The id of its row in the order's timeline: the same from every instance and after any restart. 0 is Accepted, before the saga has the order.</param>
/// <param name="Status">As in <see cref="OrderView"/>.</param>
/// <param name="At">When it was reached.</param>
/// <param name="PaymentDueAt">Until when it can be paid; null when there is nothing to pay.</param>
public sealed record OrderEvent(Guid OrderId, long Position, string Status, DateTimeOffset At, DateTimeOffset? PaymentDueAt)
{
    /// <summary>Nothing follows.</summary>
    public bool IsEnd => Status is "Completed" or "Expired" or "Cancelled" or "Declined" or "Rejected";

    /// <summary>The event's data as clients get it.</summary>
    public sealed record Data(Guid OrderId, string Status, DateTimeOffset At, DateTimeOffset? PaymentDueAt);

    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new Data(OrderId, Status, At, Status == "AwaitingPayment" ? PaymentDueAt : null), ApiJson.Answers);
}
