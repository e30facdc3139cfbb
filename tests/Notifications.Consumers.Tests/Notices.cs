namespace FlashSale.Notifications.Tests;

static class Notices
{
    public static Notice To(string recipient, string productId = "demo-phone") =>
        new(NoticeKind.Confirmed, Guid.NewGuid(), productId, 2, 99.80m, "EUR", recipient);
}
