using FluentValidation;

namespace FlashSale.Ordering.Api.Sandbox;

/// <summary>The stand-in payment provider, for laptops and tests.</summary>
static class SandboxWing
{
    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.AddHttpClient(nameof(ProviderCallback));
        return services.AddSingleton<ProviderCallback>()
            .AddSingleton<IValidator<PayOrder.Body>, PayOrder.Validator>()
            .AddSingleton<IValidator<RefundPayment.Body>, RefundPayment.Validator>()
            .AddSingleton<IValidator<RefundFaults.Body>, RefundFaults.Validator>()
            .AddSingleton<IValidator<RefundKeys.Body>, RefundKeys.Validator>();
    }

    public static void MapSandbox(this IEndpointRouteBuilder routes)
    {
        var sandbox = routes.MapGroup("/api/sandbox");
        PayOrder.Map(sandbox);
        ListPayments.Map(sandbox);
        RefundPayment.Map(sandbox);
        RefundFaults.Map(sandbox);
        RefundKeys.Map(sandbox);
    }
}
