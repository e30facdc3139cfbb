namespace MassTransit.PostgresIntegration;

/// <param name="Ordinal">Place in the group, from 0.</param>
/// <param name="Attempts">Failures so far, the broker being healthy.</param>
sealed record OutboxRow(int Ordinal, int Attempts, CapturedMessage Message);
