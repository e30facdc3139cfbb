using FlashSale.Contracts;

namespace FlashSale.Notifications;

/// <summary>The text of a notice.</summary>
public static class NoticeText
{
    public static string Subject(Notice notice) => notice.Kind switch
    {
        NoticeKind.Confirmed => $"Your order of {notice.ProductId} is confirmed",
        NoticeKind.Expired => $"Your order of {notice.ProductId} has expired",
        NoticeKind.Cancelled => $"Your order of {notice.ProductId} is cancelled",
        NoticeKind.Declined => $"Your payment for {notice.ProductId} was declined",
        NoticeKind.Rejected => $"Your order of {notice.ProductId} could not be taken",
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice.Kind, "Not a kind of notice."),
    };

    public static string Body(Notice notice) =>
        $"""
        {Sentence(notice)}

        Order: {notice.OrderId:D}
        Product: {notice.ProductId}
        Quantity: {notice.Quantity}
        Amount: {Money.Format(notice.Amount, notice.Currency)}
        """;

    static string Sentence(Notice notice) => notice.Kind switch
    {
        NoticeKind.Confirmed when notice.Amount == 0 => "Your order is confirmed. There is nothing to pay.",
        NoticeKind.Confirmed => "We have received your payment. Your order is confirmed.",
        NoticeKind.Expired => "We did not receive your payment in time. Your order has expired, and the items are for sale again.",
        NoticeKind.Cancelled => "You have cancelled your order, and the items are for sale again.",
        NoticeKind.Declined => "Your final payment attempt was declined. Your order has ended, and the items are for sale again.",
        NoticeKind.Rejected => "The items sold out before we could reserve them for you. You have not been charged.",
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice.Kind, "Not a kind of notice."),
    };
}
