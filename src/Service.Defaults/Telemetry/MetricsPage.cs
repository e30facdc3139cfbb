using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Telemetry;

/// <summary>/metrics in Prometheus text.</summary>
static class MetricsPage
{
    public static void AddMetricsPage(this IServiceCollection services, string serviceName) { }

    public static void MapMetricsPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", () => Results.Text(""));
}
