using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Faults;

public static class InfrastructureFaultRegistration
{
    /// <summary>For exceptions of libraries that this one does not see: a message that fails with one waits for as long as it takes.</summary>
    public static IServiceCollection AddInfrastructureFault<TException>(this IServiceCollection services)
        where TException : Exception => services.AddSingleton(new InfrastructureFaultRule(exception => exception is TException));
}
