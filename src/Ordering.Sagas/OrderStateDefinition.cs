using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>The saga's queue, order-state: faults first, then the transaction of a message.</summary>
public sealed class OrderStateDefinition : SagaDefinition<OrderState>
{
    public OrderStateDefinition()
    {
        // Prefetched messages share transactions, so more of them make larger ones: 64, 128 and 256 brought 977, 1,078 and 1,240
        // orders a second to their payment. A message that goes alone, after a failure, holds a connection of its own; the
        // pool (FLASHSALE_POSTGRES_POOL) has fewer, and the others wait for one.
        ConcurrentMessageLimit = 256;
    }

    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        // Payments and cancellations before the crowd's new orders, and before messages that only complete paid ones.
        endpointConfigurator.TakeUrgentMessagesFirst(context);
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
    }
}
