using MassTransit;

namespace FlashSale.ServiceDefaults.Faults.Braking;

/// <summary>
/// Tells the brake how a message has ended: after its short retries, and before a redelivery, which looks like a success from outside.
/// A fault of another kind says nothing about the cause.
/// </summary>
sealed class NoteCommonCause<TMessage>(EndpointBrake brake) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (CommonCause.In(exception) is { } cause)
        {
            // A redelivery has an id of its own, and is the same message.
            if (brake.Failed(context.GetOriginalMessageId() ?? Guid.Empty, cause))
                throw new BrakedException(cause);
            throw;
        }

        brake.Passed();
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("noteCommonCause");
}
