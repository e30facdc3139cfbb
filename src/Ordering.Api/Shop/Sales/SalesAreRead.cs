using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FlashSale.Ordering.Api.Shop.Sales;

/// <summary>
/// Unready until the first order can be decided, so that a new instance receives none that it would answer with 503. Later it stays ready:
/// when Redis is gone no instance has it, and their 503 explains more than a load balancer's.
/// </summary>
public sealed class SalesAreRead(SaleCatalogRefresher sales) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(sales.IsWarm ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The sales were not read from PostgreSQL and Redis yet."));
}
