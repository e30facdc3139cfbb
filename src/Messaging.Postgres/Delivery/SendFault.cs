namespace MassTransit.PostgresIntegration;

/// <summary>Whose fault it is that the broker has not confirmed a message.</summary>
public enum SendFault
{
    /// <summary>The broker's: nothing is known about the message. It is sent again, for ever, and the try does not count.</summary>
    Broker,

    /// <summary>That of its way: no queue takes it, or one that is full or does not answer. That changes without the message.</summary>
    Route,

    /// <summary>The message's own: it cannot be read, addressed or written, or is too large.</summary>
    Message,
}
