using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>How messages are published, and in which order a queue delivers them.</summary>
public static class Routing
{
    // Not 0: that counts as not set, and a priority that is not set is copied from the message that is being consumed.
    internal const byte Usual = 1;
    const byte HighestPriority = 2;

    /// <summary>For a message that overtakes others in queues that <see cref="TakeUrgentMessagesFirst"/>: a buyer waits for its effect.</summary>
    public static void Urgent<T>(SendContext<T> context)
        where T : class => context.TrySetPriority(HighestPriority);

    /// <summary>
    /// Gives this endpoint's queue two priorities. Quorum queues of RabbitMQ 3 have none: there, all messages keep their order.
    /// </summary>
    public static void TakeUrgentMessagesFirst(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue && !QueuesAreQuorum(context.GetRequiredService<IConfiguration>()))
            queue.EnablePriority(HighestPriority);
    }

    /// <summary>Queues are durable classic ones unless FLASHSALE_QUEUE_TYPE is quorum (2.5 times the cost on one node).</summary>
    internal static bool QueuesAreQuorum(IConfiguration configuration) => configuration["FLASHSALE_QUEUE_TYPE"] switch
    {
        null or "" or "classic" => false,
        "quorum" => true,
        var other => throw new InvalidOperationException($"FLASHSALE_QUEUE_TYPE is '{other}'; it is classic or quorum."),
    };
}
