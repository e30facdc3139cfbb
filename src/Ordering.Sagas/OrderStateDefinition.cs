using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>The saga's queue, order-state: faults first, then one transaction a message.</summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition()
    {
        // What is in hand shares transactions, so more in hand makes larger ones. A message that goes alone, after a failure,
        // holds a connection of its own; the pool has 100.
        ConcurrentMessageLimit = 64;
    }

    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
    }
}
