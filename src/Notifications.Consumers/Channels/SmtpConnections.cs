using System.Diagnostics;

namespace FlashSale.Notifications.Channels;

/// <summary>Connections that wait for their next mail; one that waits too long is closed.</summary>
sealed class SmtpConnections : IAsyncDisposable
{
    readonly SmtpOptions _options;
    readonly PeriodicTimer _look;
    readonly Task _closing;
    // Last in, first out, so that surplus connections grow old. The list is also the lock.
    readonly List<SmtpConnection> _kept = [];
    bool _closed;

    public SmtpConnections(SmtpOptions options)
    {
        _options = options;
        _look = new(options.IdleTime / 4);
        _closing = CloseIdleAsync();
    }

    public SmtpConnection? TakeKept()
    {
        lock (_kept)
        {
            if (_kept.Count == 0)
                return null;
            var last = _kept[^1];
            _kept.RemoveAt(_kept.Count - 1);
            return last;
        }
    }

    public void Keep(SmtpConnection connection)
    {
        connection.KeptSince = Stopwatch.GetTimestamp();
        lock (_kept)
        {
            if (!_closed)
            {
                _kept.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    async Task CloseIdleAsync()
    {
        while (await _look.WaitForNextTickAsync())
            await Task.WhenAll(TakeAll(connection => Stopwatch.GetElapsedTime(connection.KeptSince) >= _options.IdleTime).Select(connection => connection.CloseAsync()));
    }

    List<SmtpConnection> TakeAll(Predicate<SmtpConnection> which)
    {
        lock (_kept)
        {
            var taken = _kept.FindAll(which);
            _kept.RemoveAll(which);
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_kept)
            _closed = true;
        _look.Dispose();
        await Task.WhenAll([_closing, .. TakeAll(_ => true).Select(connection => connection.CloseAsync())]);
    }
}
