using FlashSale.Ordering.Api.Http;
using FlashSale.Ordering.Api.Operations.DeadLetters;
using FlashSale.Ordering.Api.Operations.Limits;
using FlashSale.Ordering.Api.Operations.Parked;
using FlashSale.Ordering.Api.Operations.Reconciliation;
using FlashSale.Ordering.Api.Operations.Sagas;
using FlashSale.Ordering.Api.Operations.Sales;
using FlashSale.ServiceDefaults.Connections;
using FluentValidation;

namespace FlashSale.Ordering.Api.Operations;

/// <summary>The routes for operators, protected by the ops key, and the services behind them.</summary>
static class OperationsWing
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<SaleChangeLog>().AddSingleton<SaleChangeRequests>().AddSingleton<SaleChanges>().AddHostedService<SaleChangeFinisher>().AddSingleton<IValidator<SaleTerms>, SaleTerms.Validator>();
        services.AddSingleton<IValidator<SettingsTerms>, SettingsTerms.Validator>();
        services.AddSingleton<SagaReader>().AddSingleton<AwaitedAnswers>().AddSingleton<IValidator<ResumeOrders.Body>, ResumeOrders.Validator>();
        services.AddSingleton<ParkedMessages>().AddSingleton<IValidator<CloseParkedMessages.Body>, CloseParkedMessages.Validator>();
        services.AddSingleton<StockBooksReader>().AddSingleton<FindingReader>().AddSingleton<RepairRequests>();
        services.AddSingleton<IValidator<AskForRepair.Body>, AskForRepair.Validator>();
        services.AddHttpClient<BrokerManagement>(BrokerManagement.Configure);
        services.AddTransient<DeadLetterService>().AddSingleton<RedeliveryLog>().AddSingleton<IValidator<RedeliveryRequest>, RedeliveryRequest.Validator>();
        return services.AddSingleton<Redeliverer>().AddHostedService(provider => provider.GetRequiredService<Redeliverer>());
    }

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var ops = routes.MapGroup(OpsKey.Prefix).WithMetadata(new OpsKey());
        ChangeSale.Map(ops);
        ChangeSettings.Map(ops);
        InspectSaga.Map(ops);
        ListSagas.Map(ops);
        ResumeOrders.Map(ops);
        ReadBooks.Map(ops);
        ListDeadLetters.Map(ops);
        RedeliverDeadLetters.Map(ops);
        ListParkedMessages.Map(ops);
        CloseParkedMessages.Map(ops);
        ReadFindings.Map(ops);
        AskForRepair.Map(ops);
    }
}
