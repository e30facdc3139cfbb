using FlashSale.ServiceDefaults.Connections;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FlashSale.ServiceDefaults.Faults;

/// <summary>
/// Notes, in messaging.dead_letters, which order's message goes to the queue's _error: whoever finds that the order waits then knows why, and that
/// the same message sent again would fail again.
/// </summary>
sealed class NoteDeadLetters(NpgsqlDataSource database, string queue, ILogger logger) : IFilter<ConsumeContext>
{
    static readonly EmbeddedSql Sql = new(typeof(NoteDeadLetters));

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        try
        {
            await next.Send(context);
        }
        // A cancellation gives the message back to its queue.
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await NoteAsync(context);
            throw;
        }
    }

    async Task NoteAsync(ConsumeContext context)
    {
        try
        {
            await using var command = database.CreateCommand(Sql.Named("note_dead_letter"));
            command.Parameters.Add(new() { Value = queue });
            command.Parameters.Add(new() { Value = context.MessageId ?? Guid.Empty });
            command.Parameters.Add(new() { Value = context.ReceiveContext.GetBody() });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception storage)
        {
            // The message still becomes a dead letter, which operators see; its order may be sent the same again.
            logger.LogWarning(storage, "{Queue}: dead letter {MessageId} could not be noted", queue, context.MessageId);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("noteDeadLetters");
}
