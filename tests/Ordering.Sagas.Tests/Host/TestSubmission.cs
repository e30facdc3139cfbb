using FlashSale.Contracts;

namespace FlashSale.Ordering.Sagas.Tests.Host;

/// <summary>An order as inventory's relay publishes it: one phone of 19.99 EUR, to be paid within 15 minutes.</summary>
static class TestSubmission
{
    public static OrderSubmitted Of(Guid orderId) => new()
    {
        OrderId = orderId,
        ProductId = "phone",
        UserId = "ada",
        Quantity = 1,
        UnitPrice = 19.99m,
        Currency = "EUR",
        PaymentWindowSeconds = 900,
        AcceptedAt = DateTimeOffset.UtcNow,
    };
}
