using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>The saga's queue, order-state: faults first, then one transaction a message.</summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition()
    {
        // A message holds one database connection from its first statement to its commit; the pool has 100.
        ConcurrentMessageLimit = 32;
    }

    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
    }
}
