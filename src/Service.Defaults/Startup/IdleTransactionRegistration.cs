using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Startup;

public static class IdleTransactionRegistration
{
    /// <summary>The host does not start when PostgreSQL would not let the transaction live that long.</summary>
    public static IServiceCollection AddIdleTransaction(this IServiceCollection services, IdleTransaction transaction) =>
        services.AddSingleton(transaction).AddHostedService<IdleTransactionsFit>();
}
