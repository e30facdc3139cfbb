using System.Diagnostics;

namespace MassTransit.PostgresIntegration;

/// <summary>What one transaction sent, in the order of capture, while its lease belongs to this process.</summary>
/// <param name="LeasedAt">Stopwatch timestamp from before the statement that leased the rows, so that the lease ends here first.</param>
sealed record OutboxGroup(Guid Id, IReadOnlyList<OutboxRow> Rows, long LeasedAt)
{
    public TimeSpan Age => Stopwatch.GetElapsedTime(LeasedAt);
}
