using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Notifications;

/// <summary>
/// How the notices' queues are consumed. No inbox and no outbox: the journal's key makes a repeated delivery harmless, and
/// the sending itself could not be taken back by a transaction.
/// </summary>
public sealed class NoticeConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    /// <summary>A mail server is slow rather than busy: this many notices of each kind are sent at once.</summary>
    const int MessagesAtOnce = 16;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = MessagesAtOnce;
        endpointConfigurator.ConcurrentMessageLimit = MessagesAtOnce;
        endpointConfigurator.UseFaultPolicy(context);
    }
}
