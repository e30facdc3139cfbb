using FlashSale.ServiceDefaults.Faults;
using MassTransit;
using MassTransit.PostgresIntegration;
using PublishException = RabbitMQ.Client.Exceptions.PublishException;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>Whose fault it is that RabbitMQ, which is there, has not confirmed a message of an outbox or a schedule.</summary>
public static class SendFaults
{
    public static SendFault Of(Exception exception) => exception switch
    {
        // Returned: no queue takes it. Refused (nack): a queue is full, or cannot write. A return is a PublishException, too.
        _ when InfrastructureFault.Any(exception, static any => any is PublishException or MessageReturnedException or MessageNotAcknowledgedException) => SendFault.Route,
        _ when exception is OperationCanceledException || InfrastructureFault.Is(exception) => SendFault.Broker,
        _ => SendFault.Message,
    };
}
