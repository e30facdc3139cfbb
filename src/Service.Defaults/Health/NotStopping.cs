using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlashSale.ServiceDefaults.Health;

/// <summary>Unready from the moment at which the shutdown begins, so that no new work is sent to a process that drains.</summary>
public sealed class NotStopping(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.HasBegun
            ? HealthCheckResult.Unhealthy("The process is shutting down.")
            : HealthCheckResult.Healthy());
}
