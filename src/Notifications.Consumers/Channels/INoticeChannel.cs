namespace FlashSale.Notifications.Channels;

/// <summary>A way to reach a buyer: the boundary of this system.</summary>
public interface INoticeChannel
{
    /// <summary>As in the journal: email.</summary>
    string Name { get; }

    /// <summary>Tries once, within a bounded time. What the channel answers is no exception, whatever it is.</summary>
    Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken);
}
