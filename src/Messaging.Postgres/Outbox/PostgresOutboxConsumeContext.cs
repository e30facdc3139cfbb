using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// A message on its way through a consumer or saga, in one transaction. All that it publishes, sends and schedules is
/// staged, and written by <see cref="SetConsumed"/> together with the DbContext's changes.
/// </summary>
/// <param name="begin">Begins the message's own transaction; null when it was consumed before.</param>
sealed class PostgresOutboxConsumeContext<TMessage>(
    ConsumeContext<TMessage> context, OutboxConsumeOptions options, IServiceProvider provider, InboxKey key, bool mayShare, Func<Task<OwnTransaction?>> begin)
    : OutboxConsumeContextProxy<TMessage>(context, options, provider), StagingContext
    where TMessage : class
{
    UnitOfWork? _unitOfWork;

    /// <summary>The inbox key: for a redelivered message, its original id.</summary>
    public override Guid? MessageId => key.MessageId;

    public InboxKey Key => key;

    public bool MayShare => mayShare && _unitOfWork is null && !IsDuplicate;

    /// <summary>The message was consumed before: nothing of what it did now is written or sent.</summary>
    public bool IsDuplicate { get; private set; }

    public DbContext DbContext => (_unitOfWork ?? throw new InvalidOperationException("The message's transaction has not begun: its saga is not loaded yet.")).DbContext;

    public StagedMessages Staged { get; } = new();

    /// <summary>What the committed transaction leaves to deliver.</summary>
    public OutboxGroup? Committed { get; private set; }

    public async Task<bool> BeginAsync()
    {
        _unitOfWork = await begin();
        IsDuplicate = _unitOfWork is null;
        return !IsDuplicate;
    }

    public void Enlist(UnitOfWork unitOfWork) => _unitOfWork = unitOfWork;

    public void NoteDuplicate() => IsDuplicate = true;

    public override Task AddSend<T>(SendContext<T> context)
    {
        Staged.Add(context);
        return Task.CompletedTask;
    }

    /// <summary>Ends the unit of work. Core raises the typed fault of the message when this throws.</summary>
    public override async Task SetConsumed()
    {
        var staged = Staged.Close();
        // A filter kept the message from its saga: it counts as consumed all the same, unless it was consumed before.
        if (IsDuplicate || (_unitOfWork is null && !await BeginAsync()))
            return;
        Committed = await _unitOfWork!.CommitAsync(staged);
    }

    public ValueTask EndAsync(Exception? failure) => _unitOfWork?.EndAsync(failure) ?? ValueTask.CompletedTask;

    // Delivery is not core's here, but OutboxDelivery's: the members below are for core's own delivery, which never runs.
    public override bool ContinueProcessing { get; set; } = true;
    public override bool IsMessageConsumed => false;
    public override bool IsOutboxDelivered => false;
    public override int ReceiveCount => 1;
    public override long? LastSequenceNumber => null;
    public override Task SetDelivered() => Task.CompletedTask;
    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());
    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;
    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
