using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>The saga's queue, order-state: faults first, then one transaction a message.</summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition()
    {
        // What is in hand shares transactions, so more in hand makes larger ones: 64, 128 and 256 brought 977, 1,078 and 1,240
        // orders a second to their payment. A message that goes alone, after a failure, holds a connection of its own; the
        // pool has 100, and the others wait for one.
        ConcurrentMessageLimit = 256;
    }

    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        // Payments and cancellations before the crowd's new orders, and before what only closes the books of paid ones.
        endpointConfigurator.TakeUrgentMessagesFirst(context);
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
    }
}
