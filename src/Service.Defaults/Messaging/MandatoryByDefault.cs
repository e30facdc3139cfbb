using MassTransit;
using MassTransit.Configuration;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// RabbitMQ silently drops a message that is routed to no queue, unless it is mandatory: then RabbitMQ returns it, and the sender (outbox,
/// schedule, relay) retries until the consumer's queue exists, however late its service starts. So all messages are mandatory, whether published,
/// scheduled or redelivered, except MassTransit's own: a Fault need not have a subscriber.
/// </summary>
public sealed class MandatoryByDefault : ISendPipeSpecificationObserver, IPublishPipeSpecificationObserver
{
    /// <summary>Applies to every endpoint of the bus.</summary>
    public static void Use(IBusFactoryConfigurator bus)
    {
        var mandatory = new MandatoryByDefault();
        bus.ConfigureSend(send => send.ConnectSendPipeSpecificationObserver(mandatory));
        bus.ConfigurePublish(publish => publish.ConnectPublishPipeSpecificationObserver(mandatory));
    }

    public void MessageSpecificationCreated<T>(IMessageSendPipeSpecification<T> specification)
        where T : class
    {
        if (IsOurs<T>())
            specification.UseExecute(MakeMandatory);
    }

    public void MessageSpecificationCreated<T>(IMessagePublishPipeSpecification<T> specification)
        where T : class
    {
        if (!IsOurs<T>())
            return;
        specification.UseExecute(context =>
        {
            MakeMandatory(context);
            context.TrySetPriority(Routing.Usual);
        });
    }

    static bool IsOurs<T>() => typeof(T).Assembly.GetName().Name?.StartsWith("MassTransit", StringComparison.Ordinal) is false;

    static void MakeMandatory(SendContext context)
    {
        if (context.TryGetPayload(out RabbitMqSendContext? rabbit))
            rabbit.Mandatory = true;
    }
}
