namespace MassTransit.PostgresIntegration;

/// <summary>A scheduled message whose time has come, leased to this process.</summary>
sealed record DueMessage(Guid TokenId, int Attempts, CapturedMessage Message);
