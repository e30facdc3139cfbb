namespace FlashSale.Notifications.Channels;

/// <summary>What a channel did with a notice.</summary>
public enum ChannelAnswerKind
{
    /// <summary>The channel has accepted it.</summary>
    Sent,

    /// <summary>The channel refuses it for good.</summary>
    Refused,

    /// <summary>Not now. The channel may have accepted it all the same, since its reply may have been lost.</summary>
    NotNow,
}
