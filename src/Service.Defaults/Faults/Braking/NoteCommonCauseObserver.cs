using MassTransit;
using MassTransit.Configuration;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// Adds <see cref="NoteCommonCause{TMessage}"/> to the pipe of each message type that the endpoint consumes. Retries and redeliveries are in these
/// pipes, in the order in which they are configured, and the filter has to be between them.
/// </summary>
sealed class NoteCommonCauseObserver : ConfigurationObserver, IMessageConfigurationObserver
{
    readonly EndpointBrake _brake;

    NoteCommonCauseObserver(IConsumePipeConfigurator endpoint, EndpointBrake brake)
        : base(endpoint)
    {
        _brake = brake;
        Connect(this);
    }

    public static void Connect(IConsumePipeConfigurator endpoint, EndpointBrake brake) => _ = new NoteCommonCauseObserver(endpoint, brake);

    public void MessageConfigured<TMessage>(IConsumePipeConfigurator configurator)
        where TMessage : class =>
        configurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(new NoteCommonCause<TMessage>(_brake)));
}
