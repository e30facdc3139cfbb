namespace FlashSale.Notifications.Channels;

/// <param name="Kind">Taken, refused for good, or not now.</param>
/// <param name="Reason">The channel's reply when it did not accept the notice.</param>
public sealed record ChannelAnswer(ChannelAnswerKind Kind, string? Reason = null);
