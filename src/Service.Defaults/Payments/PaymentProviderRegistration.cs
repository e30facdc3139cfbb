using FlashSale.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Payments;

public static class PaymentProviderRegistration
{
    /// <summary>How long the provider may take to reply, unless FLASHSALE_PAYMENT_PROVIDER_SECONDS is set; after that the outcome is unknown.</summary>
    const double ProviderSeconds = 10;

    /// <summary>The provider at FLASHSALE_PAYMENT_PROVIDER.</summary>
    /// <exception cref="InvalidOperationException">It is absent or malformed.</exception>
    public static IServiceCollection AddPaymentProvider(this IServiceCollection services, IConfiguration configuration)
    {
        if (!Uri.TryCreate(configuration["FLASHSALE_PAYMENT_PROVIDER"], UriKind.Absolute, out var provider))
            throw new InvalidOperationException("FLASHSALE_PAYMENT_PROVIDER is not set to a URI: the payment provider that takes and refunds payments.");

        services.AddMetricsAtStart<ProviderCredentials>().AddHttpClient<IPaymentProvider, HttpPaymentProvider>(http =>
        {
            // A base without the closing slash would lose its last segment.
            http.BaseAddress = new Uri(provider.AbsoluteUri.TrimEnd('/') + "/");
            http.Timeout = TimeoutFrom(configuration);
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // A redirected POST would arrive as a GET, and its 200 would be mistaken for a refund.
            AllowAutoRedirect = false,
        });
        return services;
    }

    /// <summary>The limit of one request.</summary>
    public static TimeSpan TimeoutFrom(IConfiguration configuration) =>
        TimeSpan.FromSeconds(configuration.GetValue("FLASHSALE_PAYMENT_PROVIDER_SECONDS", ProviderSeconds));
}
