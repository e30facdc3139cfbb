using FlashSale.ServiceDefaults.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlashSale.Inventory.Relay;

/// <summary>
/// The queues through which an order goes from the relay to the ledger's decision. The broker itself is asked, over a connection of its own:
/// what its management API reports is seconds old, and in that time the sagas take thousands of messages. Not thread-safe.
/// </summary>
public sealed class PipelineQueues(ServerAddresses addresses) : IAsyncDisposable
{
    static readonly string[] Names = ["order-state", "allocate-stock"];

    /// <summary>A broker that stands still does not say goodbye.</summary>
    static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(100);

    IConnection? _connection;
    IChannel? _channel;

    /// <returns>Messages that are ready for a consumer, in all of them together. In a queue that does not exist nothing waits.</returns>
    /// <exception cref="Exception">The broker was not reached, or did not reply: the next call connects anew.</exception>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var count = 0L;
            // An operation that waits for a lost connection may not look at its token.
            foreach (var name in Names)
                count += await CountAsync(name, cancellationToken).WaitAsync(cancellationToken);
            return count;
        }
        catch
        {
            await LeaveAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    async Task<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            _channel ??= await OpenAsync(cancellationToken);
            return await _channel.MessageCountAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // The broker has closed the channel with this answer.
            _channel = null;
            return 0;
        }
    }

    async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        // No recovery: after a fault the next look connects, and until then nothing tries to.
        _connection ??= await new ConnectionFactory { Uri = addresses.RabbitMq, AutomaticRecoveryEnabled = false, ClientProvidedName = "flashsale-relay" }.CreateConnectionAsync(cancellationToken);
        return await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }

    async Task LeaveAsync()
    {
        var connection = _connection;
        (_connection, _channel) = (null, null);
        if (connection is null)
            return;
        await connection.AbortAsync(Goodbye);
        await connection.DisposeAsync();
    }
}
