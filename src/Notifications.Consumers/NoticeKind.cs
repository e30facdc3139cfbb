namespace FlashSale.Notifications;

/// <summary>What a notice tells the buyer. In lower case in the journal, in message ids and in NoticeEnded.</summary>
public enum NoticeKind
{
    Confirmed,
    Expired,
    Cancelled,
    Declined,
    Rejected,
}
