using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas;

/// <summary>The queue refund.</summary>
public sealed class RefundConsumerDefinition : ConsumerDefinition<RefundConsumer>
{
    public RefundConsumerDefinition()
    {
        // Each holds a database connection while the provider works: a provider that hangs must not take the sagas' connections.
        ConcurrentMessageLimit = 4;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<RefundConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseFaultPolicy(context);
        endpointConfigurator.UseEntityFrameworkOutbox<OrderingDbContext>(context);
    }
}
