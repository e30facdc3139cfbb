using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace MassTransit.PostgresIntegration;

/// <summary>
/// A message on its way through a consumer or saga, in one transaction. All that it publishes, sends and schedules is
/// staged, and written by <see cref="SetConsumed"/> together with the DbContext's changes.
/// </summary>
sealed class PostgresOutboxConsumeContext<TMessage>(
    ConsumeContext<TMessage> context, OutboxConsumeOptions options, IServiceProvider provider, Guid messageId, DbContext dbContext, IDbContextTransaction transaction, StagedBatchWriter writer)
    : OutboxConsumeContextProxy<TMessage>(context, options, provider), StagingContext
    where TMessage : class
{
    /// <summary>The inbox key: of a redelivered message the id that it had first.</summary>
    public override Guid? MessageId => messageId;

    public DbContext DbContext => dbContext;

    public StagedMessages Staged { get; } = new();

    /// <summary>What the committed transaction leaves to deliver.</summary>
    public OutboxGroup? Committed { get; private set; }

    public override Task AddSend<T>(SendContext<T> context)
    {
        Staged.Add(context);
        return Task.CompletedTask;
    }

    /// <summary>Ends the unit of work. Core raises the typed fault of the message when this throws.</summary>
    public override async Task SetConsumed()
    {
        var staged = Staged.Close();
        await dbContext.SaveChangesAsync(CancellationToken.None);
        var group = await writer.WriteAsync(staged, dbContext, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        Committed = group;
    }

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
