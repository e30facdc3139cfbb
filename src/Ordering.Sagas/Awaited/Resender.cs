using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>Asks again for answers whose messages are lost, each at the one queue that owes it, and keeps count.</summary>
sealed class Resender(NpgsqlDataSource database, IBus bus, IServiceScopeFactory scopes, AwaitedOptions options, AwaitedMetrics metrics, ILogger<Resender> log)
{
    /// <summary>After this many resends without an answer a person has to look.</summary>
    const int Many = 5;

    static readonly EmbeddedSql Sql = new(typeof(Resender));

    /// <param name="lost">What to ask for again.</param>
    /// <param name="withDeadLetters">The orders whose message is a dead letter: the same message would fail again, so a person decides.</param>
    public async Task ResendAsync(IReadOnlyList<OverdueAnswer> lost, IReadOnlySet<Guid> withDeadLetters, CancellationToken cancellationToken)
    {
        var orders = await ReadOrdersAsync(lost, cancellationToken);
        foreach (var overdue in lost)
        {
            var answer = AwaitedAnswers.Named(overdue.Answer);
            var order = orders.GetValueOrDefault(overdue.OrderId);
            // What comes back through another queue is built from the order.
            if (answer.AnswersTo is not null && order is null)
                continue;
            var message = answer.Message(order, overdue);
            var isDeadLetter = withDeadLetters.Contains(overdue.OrderId);
            // Noted first: a crash in between costs one pause, never a second resend at once.
            if (await NoteAsync(overdue, message.GetType().Name, isDeadLetter, cancellationToken) is not { } attempts)
                continue;
            if (isDeadLetter)
            {
                log.LogError("Order {OrderId} waits for its {Answer} since {Since:O}: a message of it is a dead letter. Replay or resend it", overdue.OrderId, overdue.Answer, overdue.Since);
                continue;
            }

            await SendAsync(answer, message, overdue, attempts, cancellationToken);
        }
    }

    /// <summary>Closes what was answered, and counts what a person has to look after.</summary>
    public async Task CloseAnsweredAsync(CancellationToken cancellationToken)
    {
        await using var close = database.CreateCommand(Sql.Named("close_answered_resends"));
        await close.ExecuteNonQueryAsync(cancellationToken);
        await using var count = database.CreateCommand(Sql.Named("count_stuck_orders"));
        metrics.Stuck((long)(await count.ExecuteScalarAsync(cancellationToken))!);
    }

    async Task SendAsync(AwaitedAnswer answer, object message, OverdueAnswer overdue, int attempts, CancellationToken cancellationToken)
    {
        var level = attempts >= Many ? LogLevel.Error : LogLevel.Warning;
        try
        {
            // The endpoint's own exchange, not the message's: its other subscribers had it the first time.
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{answer.Queue}")).WaitAsync(options.SendTimeout, cancellationToken);
            await endpoint.Send(message, message.GetType(), Pipe.Execute<SendContext>(context => context.TrySetPriority(Routing.HighestPriority)), cancellationToken).WaitAsync(options.SendTimeout, cancellationToken);
            metrics.Resent(answer.Name);
            log.Log(level, "Order {OrderId} waits for its {Answer} since {Since:O}, and no message on its way explains it: {Message} is sent to {Queue} again, for the {Attempts}. time",
                overdue.OrderId, answer.Name, overdue.Since, message.GetType().Name, answer.Queue, attempts);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            log.Log(level, exception, "Order {OrderId} waits for its {Answer} since {Since:O}; {Message} could not be sent to {Queue} again", overdue.OrderId, answer.Name, overdue.Since, message.GetType().Name, answer.Queue);
        }
    }

    async Task<int?> NoteAsync(OverdueAnswer overdue, string message, bool isDeadLetter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Named("note_resend"));
        foreach (var value in (object[])[overdue.Answer, overdue.OrderId, overdue.Subject, overdue.Since.UtcDateTime, options.FirstPause, isDeadLetter, options.LongestPause, isDeadLetter ? $"{message} (dead letter)" : $"{message} (sent again)"])
            command.Parameters.Add(new() { Value = value });
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    async Task<Dictionary<Guid, OrderState>> ReadOrdersAsync(IReadOnlyList<OverdueAnswer> lost, CancellationToken cancellationToken)
    {
        var ids = lost.Select(overdue => overdue.OrderId).Distinct().ToList();
        await using var scope = scopes.CreateAsyncScope();
        var ordering = scope.ServiceProvider.GetRequiredService<OrderingDbContext>();
        return await ordering.Orders.AsNoTracking().Where(order => ids.Contains(order.CorrelationId)).ToDictionaryAsync(order => order.CorrelationId, cancellationToken);
    }
}
