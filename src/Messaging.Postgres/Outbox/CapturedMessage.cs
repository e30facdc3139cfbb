using System.Net.Mime;

namespace MassTransit.PostgresIntegration;

/// <summary>A message as it was when the application published it: the same bytes, id and headers go out, however often it is sent.</summary>
sealed record CapturedMessage
{
    public required Guid MessageId { get; init; }
    public required string Destination { get; init; }
    public required string ContentType { get; init; }

    /// <summary>The URNs, separated by semicolons.</summary>
    public required string MessageTypes { get; init; }

    public required byte[] Body { get; init; }
    /// <summary>Read from its row when it is needed: one row that cannot be read must not spoil a batch.</summary>
    public required Lazy<MessageProperties> Properties { get; init; }

    /// <summary>From the moment of capture, or for a scheduled message from the moment that it is due.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <exception cref="MessageException">The context has no message id or no destination.</exception>
    public static CapturedMessage From<T>(SendContext<T> context)
        where T : class
    {
        // The body first: raw serializers add headers while they write it.
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        return new()
        {
            MessageId = context.MessageId ?? throw new MessageException(typeof(T), "A message in the outbox needs a message id."),
            Destination = context.DestinationAddress?.AbsoluteUri ?? throw new MessageException(typeof(T), "A message in the outbox needs a destination."),
            ContentType = (context.ContentType ?? context.Serialization.DefaultContentType).ToString(),
            MessageTypes = string.Join(';', context.SupportedMessageTypes),
            Body = body,
            Properties = new(MessageProperties.From(context)),
            TimeToLive = context.TimeToLive,
        };
    }

    public void ApplyTo(SendContext context)
    {
        context.MessageId = MessageId;
        context.SupportedMessageTypes = MessageTypes.Split(';');
        if (TimeToLive is { } timeToLive)
            context.TimeToLive = timeToLive > TimeSpan.Zero ? timeToLive : TimeSpan.FromMilliseconds(1);
        Properties.Value.ApplyTo(context);
        context.Serializer = new Serialization.CopyBodySerializer(new ContentType(ContentType), new BytesMessageBody(Body));
    }
}
