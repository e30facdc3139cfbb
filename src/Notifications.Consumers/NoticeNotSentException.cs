namespace FlashSale.Notifications;

/// <summary>
/// The channel could not accept the notice now. The channel's own exception is in the text and not an inner one: an absent mail
/// server is a fault that ends (docs/adr/0041-notices.md), not one of the servers that messages wait for.
/// </summary>
public sealed class NoticeNotSentException(Notice notice, int attempt, string reason)
    : Exception($"Notice {notice.MessageId} was not sent in attempt {attempt}: {reason}");
