namespace FlashSale.Notifications;

/// <summary>What a notice is about. In lower case in the journal, in message ids and in NoticeEnded.</summary>
public enum NoticeKind
{
    Confirmed,
    Expired,
    Cancelled,
    Declined,
    Rejected,
}
