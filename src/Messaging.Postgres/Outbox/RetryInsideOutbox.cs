using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// Refuses to start a bus with a retry inside an outbox, as UseMessageRetry on a consumer or saga creates one: every failed
/// attempt's messages would stay captured, and go out with those of the attempt that succeeds.
/// </summary>
sealed class RetryInsideOutbox(IBusControl bus) : IHostedLifecycleService
{
    /// <exception cref="ConfigurationException">There is one; the message names its queue.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var probe = JsonSerializer.SerializeToNode(bus.GetProbeResult(cancellationToken).Results);
        if (Find(probe, queue: "") is { } queue)
            throw new ConfigurationException($"A consumer or saga on {queue} retries inside the outbox. Call UseMessageRetry on the receive endpoint instead.");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static string? Find(JsonNode? node, string queue)
    {
        switch (node)
        {
            case JsonObject scope:
                queue = scope.ContainsKey("receiveTransport") ? $"{scope["name"]}" : queue;
                return scope.Select(child => Find(child.Value, queue)).FirstOrDefault(found => found is not null);
            case JsonArray filters:
                return RetriesInside(filters) ? queue : filters.Select(filter => Find(filter, queue)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    /// <summary>
    /// Each filter encloses those behind it. Two consumers of one message are two such pipes, which the probe shows as one
    /// list: the endpoint's own retries then appear again ahead of every outbox, and only these may.
    /// </summary>
    static bool RetriesInside(JsonArray filters)
    {
        int? ofTheEndpoint = null;
        var retries = 0;
        foreach (var type in filters.Select(FilterType))
        {
            if (type == "retry")
                retries++;
            if (type != "outbox")
                continue;
            if (retries != (ofTheEndpoint ??= retries))
                return true;
            retries = 0;
        }

        return ofTheEndpoint is not null && retries > 0;
    }

    static string? FilterType(JsonNode? filter) => (filter as JsonObject)?["filterType"]?.ToString();
}
