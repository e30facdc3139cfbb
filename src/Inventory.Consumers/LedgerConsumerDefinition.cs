using FlashSale.Inventory.Ledger;
using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Inventory;

/// <summary>
/// How the ledger's queues are consumed. No inbox and no outbox: the ledger's unique index makes a repeated delivery
/// harmless, and its decision is published again on purpose (docs/adr/0030-group-commit.md).
/// </summary>
public abstract class LedgerConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    /// <summary>
    /// As many messages at once as one transaction may hold, so that batches can form. A waiting message holds no
    /// connection: the group commit uses one for all of them.
    /// </summary>
    const int MessagesAtOnce = LedgerCommits.MaxBatchSize;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = MessagesAtOnce;
        endpointConfigurator.ConcurrentMessageLimit = MessagesAtOnce;
        endpointConfigurator.UseFaultPolicy(context);
    }
}
