namespace FlashSale.Notifications.Channels;

/// <summary>A way to reach a buyer: the boundary of this system.</summary>
public interface INoticeChannel
{
    /// <summary>As in the journal: email.</summary>
    string Name { get; }

    /// <summary>Tries once, within a bounded time. No reply of the channel is thrown as an exception.</summary>
    Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken);
}
