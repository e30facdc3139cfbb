namespace FlashSale.Notifications.Channels;

/// <summary>What a channel makes of a notice.</summary>
public enum ChannelAnswerKind
{
    /// <summary>The channel has taken it over.</summary>
    Sent,

    /// <summary>It never will.</summary>
    Refused,

    /// <summary>Not now; perhaps it has it all the same, since the answer may have been lost.</summary>
    NotNow,
}
