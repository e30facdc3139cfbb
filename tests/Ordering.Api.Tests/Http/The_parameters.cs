using System.Net;
using System.Reflection;
using FlashSale.Ordering.Api.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Http;

/// <summary>Rubbish in each route and query parameter of each endpoint: refused, never a fault of ours.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class The_parameters(ApiUnderTest api)
{
    static readonly string[] Rubbish =
    [
        "abc", "1", "-1", "1.5", "1e3", "99999999999999999999", "%20", "%01", "%FF", "%ED%A0%80", "%C3%BC", "%22", "%27%3B--", "%7B%7D", "a:b", "NaN", "null", "true",
        "2026-13-01", "00000000-0000-0000-0000-000000000000", new string('x', 300), $"{new string('x', 300)}_error", "_error", "a%0Ab_error",
    ];

    [Fact]
    public async Task Should_be_refused_when_they_hold_rubbish()
    {
        var faults = new List<string>();
        var tried = 0;
        foreach (var (method, path) in Requests(api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()))
        {
            tried++;
            using var request = new HttpRequestMessage(new(method), path);
            request.Headers.Add("X-User-ID", "alice");
            request.Headers.Add(OpsKey.Header, ApiHost.OpsKey);
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                faults.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(timeout.Token)}");
        }

        faults.ShouldBeEmpty();
        // Else it has not found the endpoints.
        tried.ShouldBeGreaterThan(600);
    }

    [Theory]
    [InlineData("/api/ops/dead-letters/order-state_error?limit=abc")]
    [InlineData("/api/ops/dead-letters/order-state_error?orderId=1")]
    [InlineData("/api/ops/dead-letters/redeliveries?orderId=1")]
    [InlineData("/api/sandbox/refunds?orderId=1")]
    [InlineData("/api/sandbox/refunds")]
    [InlineData("/api/sandbox/payments")]
    [InlineData("/api/sandbox/payments?since=yesterday")]
    public async Task Should_be_refused_as_invalid_when_they_do_not_parse(string path) => await (await api.OpsAsync(HttpMethod.Get, path)).ShouldRefuseAsync(400, "invalid-request");

    [Fact]
    public async Task Should_not_find_a_queue_with_a_name_that_no_queue_can_have() =>
        await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/dead-letters/{new string('q', 300)}_error")).ShouldRefuseAsync(404, "not-found");

    /// <summary>Each parameter in turn, the others usual.</summary>
    static IEnumerable<(string Method, string Path)> Requests(IEnumerable<RouteEndpoint> endpoints) =>
        from endpoint in endpoints
        where endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        let inRoute = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToArray()
        let inQuery = QueryOf(endpoint).Except(inRoute, StringComparer.OrdinalIgnoreCase).ToArray()
        from name in inRoute.Concat(inQuery)
        from value in Rubbish
        select (method, Path(endpoint, name, value, inQuery));

    static string Path(RouteEndpoint endpoint, string name, string value, string[] inQuery)
    {
        var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part =>
            part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter ? parameter.Name == name ? value : "usual"
            : ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)part).Content))));
        return inQuery.Contains(name, StringComparer.Ordinal) ? $"/{path}?{name}={value}" : $"/{path}";
    }

    /// <summary>Parameters of the handler that come from the query: those of simple types.</summary>
    static IEnumerable<string> QueryOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
            .Where(parameter => (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is var type
                && (type.IsPrimitive || type == typeof(string) || type == typeof(Guid) || type == typeof(DateTimeOffset)))
            .Select(parameter => parameter.Name!) ?? [];
}
