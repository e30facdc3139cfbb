using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;

namespace FlashSale.ServiceDefaults.Payments;

/// <summary>Whether the provider takes our credentials: told in the log when it changes, and by a gauge under the meter FlashSale.Payments.</summary>
public sealed class ProviderCredentials : IDisposable
{
    const string MeterName = "FlashSale.Payments";

    readonly Meter _meter = new(MeterName);
    readonly ILogger<ProviderCredentials> _log;
    int _refused;

    public ProviderCredentials(ILogger<ProviderCredentials> log)
    {
        _log = log;
        _meter.CreateObservableGauge("flashsale.payments.credentials_refused", () => AreRefused ? 1 : 0, "{provider}", "1 while the payment provider refuses our credentials.");
    }

    public bool AreRefused => Volatile.Read(ref _refused) == 1;

    /// <param name="status">What the provider answered.</param>
    /// <exception cref="CredentialsRefusedException">It was 401 or 403.</exception>
    public void Check(HttpStatusCode status)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            if (Interlocked.Exchange(ref _refused, 1) == 0)
                _log.LogError("The payment provider refuses our credentials ({Status}). Refunds wait, and go on by themselves when it takes them again (docs/runbook.md, \"A refund does not end\")", (int)status);
            throw new CredentialsRefusedException((int)status);
        }

        // Any other failure tells nothing about the credentials.
        if ((int)status is >= 200 and < 300 && Interlocked.Exchange(ref _refused, 0) == 1)
            _log.LogInformation("The payment provider takes our credentials again");
    }

    public void Dispose() => _meter.Dispose();
}
