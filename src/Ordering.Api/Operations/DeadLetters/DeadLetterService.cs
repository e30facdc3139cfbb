using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Faults;
using Npgsql;

namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Reads dead letters. The names of the queues come from RabbitMQ's management API, the messages from the queues.</summary>
public sealed class DeadLetterService(BrokerManagement broker, ServerAddresses addresses, NpgsqlDataSource database)
{
    /// <summary>Messages that one look takes from a queue: a second or two, and some ten megabytes.</summary>
    public const int MostLetters = 10_000;

    const int MostLettersForAnOrder = 1_000;

    public async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken) =>
        [.. (await broker.QueueNamesAsync(cancellationToken)).Where(ErrorQueue.IsOne).Order(StringComparer.Ordinal)];

    /// <summary>Takes messages, reads them and puts them back where they were.</summary>
    /// <returns>Null when there is no such queue.</returns>
    public async Task<DeadLetterLook?> LookAsync(string name, int most, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        var length = await ReadAsync(name, most, held => letters.Add(held.Letter), cancellationToken);
        return length is { } waiting ? new(name, Math.Max(waiting, (uint)letters.Count), letters) : null;
    }

    /// <returns>One message with all its headers and its body; null when it is not there.</returns>
    public async Task<PeekedMessage?> FindLetterAsync(string name, string messageId, CancellationToken cancellationToken)
    {
        PeekedMessage? found = null;
        var filter = new DeadLetterFilter { MessageId = messageId };
        await ReadAsync(name, MostLetters, held => found ??= filter.Matches(held.Letter) ? held : null, cancellationToken);
        return found;
    }

    /// <returns>Messages in the queue; null when there is no such queue.</returns>
    async Task<uint?> ReadAsync(string name, int most, Action<PeekedMessage> each, CancellationToken cancellationToken)
    {
        await using var turn = await LookInTurnAsync(database, name, cancellationToken);
        await using var queue = await ErrorQueue.OpenAsync(addresses, name, cancellationToken);
        if (queue is null)
            return null;
        var taken = 0;
        await using var letters = queue.TakeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (taken++ < most && await letters.MoveNextAsync())
            each(letters.Current);
        return queue.Length;
    }

    /// <returns>The order's dead letters, and the reason why there may be more; null when there are no more.</returns>
    public async Task<(IReadOnlyList<DeadLetter> Letters, string? Note)> FindAsync(Guid orderId, CancellationToken cancellationToken)
    {
        try
        {
            var found = new List<DeadLetter>();
            var complete = true;
            foreach (var name in await QueuesAsync(cancellationToken))
            {
                if (await LookAsync(name, MostLettersForAnOrder, cancellationToken) is not { } look)
                    continue;
                found.AddRange(look.Letters.Where(letter => letter.OrderId == orderId));
                complete &= look.IsComplete;
            }

            return (found, complete ? null : $"Only the first {MostLettersForAnOrder} letters of each queue were searched.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (exception is HttpRequestException or OperationCanceledException || InfrastructureFault.Is(exception)))
        {
            return ([], $"RabbitMQ did not answer: {exception.Message}");
        }
    }

    /// <summary>
    /// A message that one reader has taken is invisible to others: readers of one queue take turns, across all instances. The lock ends with
    /// its transaction.
    /// </summary>
    public static async Task<IAsyncDisposable> LookInTurnAsync(NpgsqlDataSource database, string queue, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", connection);
            command.Parameters.Add(new() { Value = $"dead letters of {queue}" });
            await command.ExecuteNonQueryAsync(cancellationToken);
            // Closing rolls the transaction back, which frees the lock.
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
