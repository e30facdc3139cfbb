using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// What a host's web server waits for before it listens, for FLASHSALE_WARM_UP_SECONDS (default 5) at the most. A proxy that finds a closed
/// port asks another instance; a 503 of one that has just started is passed on to the buyer.
/// </summary>
public sealed class ListenWhenWarm(IServiceProvider provider, Func<IServiceProvider, CancellationToken, Task> warm)
{
    readonly TimeSpan _limit = TimeSpan.FromSeconds(provider.GetRequiredService<IConfiguration>().GetValue("FLASHSALE_WARM_UP_SECONDS", 5.0));

    /// <summary>Ends when the host is warm or the limit has come: a server that is away must not keep /health closed as well.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            await warm(provider, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It listens as it is; /health/ready names what is missing.
        }
    }
}
