using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Startup;

/// <summary>
/// What a host's web server waits for before it listens, for FLASHSALE_WARM_UP_SECONDS (default 5) at the most. A proxy takes a closed
/// port for a reason to ask another instance; a 503 of one that has just started it passes on to the buyer.
/// </summary>
public sealed partial class ListenWhenWarm(IServiceProvider provider, Func<IServiceProvider, CancellationToken, Task> warm)
{
    readonly TimeSpan _limit = TimeSpan.FromSeconds(provider.GetRequiredService<IConfiguration>().GetValue("FLASHSALE_WARM_UP_SECONDS", 5.0));

    readonly ILogger _log = provider.GetRequiredService<ILogger<ListenWhenWarm>>();

    /// <summary>Ends when the host is warm or the limit has come: a server that is away must not close /health, too.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            await warm(provider, limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It listens as it is; /health/ready tells what is missing.
            LogCold(exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "This instance listens before it is warm: {Reason}")]
    partial void LogCold(string reason);
}
