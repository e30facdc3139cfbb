using FlashSale.ServiceDefaults.Faults;
using MassTransit;
using MassTransit.PostgresIntegration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>Whose fault it is that RabbitMQ, which is there, has not confirmed a message of an outbox or a schedule.</summary>
public static class SendFaults
{
    public static SendFault Of(Exception exception) => exception switch
    {
        // Returned: no queue takes it. Refused (nack): a queue is full, or cannot write. A return is a PublishException, too.
        _ when InfrastructureFault.Any(exception, static any => any is PublishException or MessageReturnedException or MessageNotAcknowledgedException) => SendFault.Route,
        // 403, 404, 406: the broker is there and does not want this message where it goes; it has closed the channel.
        _ when InfrastructureFault.Any(exception, static any => any is OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer, ReplyCode: >= 403 and <= 406 } }) => SendFault.Route,
        // A channel that is replaced at this moment.
        _ when exception is OperationCanceledException or ObjectDisposedException || InfrastructureFault.Is(exception) => SendFault.Broker,
        _ => SendFault.Message,
    };
}
