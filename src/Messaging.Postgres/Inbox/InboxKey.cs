namespace MassTransit.PostgresIntegration;

/// <summary>One message as one consumer consumes it.</summary>
sealed record InboxKey(Guid MessageId, Guid ConsumerId);
