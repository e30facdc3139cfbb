namespace MassTransit.PostgresIntegration;

/// <summary>A message that was sent and not confirmed.</summary>
sealed record SendFailure(SendFault Fault, Exception Exception);
