using MassTransit.Scheduling;
using MassTransit.Transports;

namespace MassTransit.PostgresIntegration;

/// <summary>Captures a message as it will be sent, all conventions and filters applied, and hands it to the schedule.</summary>
sealed class PostgresScheduleMessageProvider(ISendEndpointProvider sendEndpointProvider, IScheduleWriter schedule) : IScheduleMessageProvider
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class
    {
        var tokenId = ScheduleTokenIdCache<T>.GetTokenId(message);
        var endpoint = (ITransportSendEndpoint)await sendEndpointProvider.GetSendEndpoint(destinationAddress);
        var context = await endpoint.CreateSendContext(message, new TokenPipe<T>(tokenId, pipe), cancellationToken);
        // From here on the schedule keeps the time.
        context.Delay = null;
        KeepTheFirstToken(context);
        var dueAt = scheduledTime.Kind == DateTimeKind.Local ? scheduledTime.ToUniversalTime() : DateTime.SpecifyKind(scheduledTime, DateTimeKind.Utc);
        var captured = CapturedMessage.From(context);
        // MassTransit has just added the delay of a redelivery to DateTime.UtcNow, so that this and no other clock takes it off again; PostgreSQL's need not agree.
        var change = IsRedelivery(context) ? ScheduleChange.After(tokenId, dueAt - DateTime.UtcNow, captured) : ScheduleChange.At(tokenId, dueAt, captured);
        await schedule.WriteAsync(change, cancellationToken);
        return new ScheduledMessageHandle<T>(tokenId, dueAt, destinationAddress, message);
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) => schedule.WriteAsync(ScheduleChange.Cancel(tokenId), cancellationToken);

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) => schedule.WriteAsync(ScheduleChange.Cancel(tokenId), cancellationToken);

    /// <summary>
    /// A message that a saga has scheduled and that faulted is scheduled again by redelivery. It keeps the token that the saga
    /// knows it by: with a new one the saga would take it for an outdated schedule and drop it.
    /// </summary>
    void KeepTheFirstToken(SendContext context)
    {
        if (IsRedelivery(context)
            && sendEndpointProvider is ConsumeContext consumed
            && consumed.Headers.Get<Guid>(MessageHeaders.SchedulingTokenId) is { } first)
            context.Headers.Set(MessageHeaders.SchedulingTokenId, first.ToString("D"));
    }

    static bool IsRedelivery(SendContext context) => context.Headers.TryGetHeader(MessageHeaders.RedeliveryCount, out _);

    /// <summary>Marks the message with its token: a saga ignores a scheduled message that it has unscheduled since.</summary>
    sealed class TokenPipe<TMessage>(Guid tokenId, IPipe<SendContext<TMessage>> pipe) : SendContextPipeAdapter<TMessage>(pipe)
        where TMessage : class
    {
        protected override void Send<T>(SendContext<T> context)
        {
            context.ScheduledMessageId = tokenId;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, tokenId.ToString("D"));
        }

        protected override void Send(SendContext<TMessage> context)
        {
        }
    }
}
