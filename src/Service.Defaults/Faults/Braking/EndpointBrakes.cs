using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>The brakes of this process, one for each queue that it consumes.</summary>
sealed class EndpointBrakes(TimeProvider clock, FaultMetrics metrics, ILogger<EndpointBrakes> logger) : IDisposable
{
    readonly ConcurrentDictionary<string, EndpointBrake> _brakes = new(StringComparer.Ordinal);

    public IEnumerable<EndpointBrake> All => _brakes.Values;

    public EndpointBrake Of(string queue) => _brakes.GetOrAdd(queue, queue => new(queue, clock, metrics, logger));

    public void Dispose()
    {
        foreach (var brake in _brakes.Values)
            brake.Dispose();
    }
}
