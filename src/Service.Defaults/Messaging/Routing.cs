using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>Message priorities, and the type of the queues.</summary>
public static class Routing
{
    // Not 0, which counts as not set: a message without a priority gets that of the message being consumed.
    internal const byte Usual = 1;
    /// <summary>The priority of <see cref="Urgent"/> messages.</summary>
    public const byte HighestPriority = 2;

    /// <summary>
    /// Gives a message the high priority, because a buyer waits for its effect: it overtakes others in queues that
    /// <see cref="TakeUrgentMessagesFirst"/>.
    /// </summary>
    public static void Urgent<T>(SendContext<T> context)
        where T : class => context.TrySetPriority(HighestPriority);

    /// <summary>
    /// Gives this endpoint's queue two priorities. Quorum queues of RabbitMQ 3 have no priorities: they deliver all messages in order.
    /// </summary>
    public static void TakeUrgentMessagesFirst(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue && !QueuesAreQuorum(context.GetRequiredService<IConfiguration>()))
            queue.EnablePriority(HighestPriority);
    }

    /// <summary>
    /// Replicated, and without a limit of deliveries: at the limit, 20 by default since RabbitMQ 4, the broker drops a message, or loses it at a dead-letter
    /// exchange that does not exist. How often a message may be delivered is decided by <see cref="Faults.BreakCrashLoops"/>, which counts what did not end
    /// and keeps the message; returns of messages that wait for a server, and looks at dead letters, are deliveries to the broker, too. MassTransit gives
    /// the arguments to the _error queue as well. Not -1, which RabbitMQ 3 refuses.
    /// </summary>
    internal static void MakeQuorum(this IRabbitMqReceiveEndpointConfigurator queue)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", int.MaxValue);
    }

    /// <summary>Queues are durable classic queues unless FLASHSALE_QUEUE_TYPE is quorum (2.5 times the cost on one node).</summary>
    internal static bool QueuesAreQuorum(IConfiguration configuration) => configuration["FLASHSALE_QUEUE_TYPE"] switch
    {
        null or "" or "classic" => false,
        "quorum" => true,
        var other => throw new InvalidOperationException($"FLASHSALE_QUEUE_TYPE is '{other}'; it must be classic or quorum."),
    };
}
