namespace MassTransit.PostgresIntegration;

/// <summary>A saga whose messages share transactions.</summary>
/// <param name="ConsumerType">As the outbox names it.</param>
sealed record SharingSaga(string ConsumerType, Type DbContext);
