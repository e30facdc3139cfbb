using MassTransit;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>Gives a held message back to its queue.</summary>
static class Requeue
{
    /// <summary>MassTransit handles a cancellation with a nack that requeues, and with nothing else.</summary>
    public static async Task RequeueAsync(this ConsumeContext context, Exception? cause)
    {
        if (context.ReceiveContext.TryGetPayload(out CountedDelivery? counted))
            await counted.ForgetAsync();
        throw new OperationCanceledException("The message goes back to its queue.", cause, context.CancellationToken);
    }
}
