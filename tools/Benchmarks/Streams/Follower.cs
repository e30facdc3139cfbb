using System.Collections.Concurrent;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Streams;

/// <summary>One client that follows one order to its end.</summary>
sealed class Follower(ShopApi shop, Guid orderId, string buyer)
{
    static readonly string[] Life = ["Accepted", "Allocating", "AwaitingPayment", "Confirmed", "Completed"];

    readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _payable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly List<string> _told = [];

    public Guid OrderId => orderId;

    /// <summary>The first event has come.</summary>
    public Task Open => _open.Task;

    /// <summary>The order awaits its payment.</summary>
    public Task Payable => _payable.Task;

    /// <summary>The order is paid.</summary>
    public Task Confirmed => _confirmed.Task;

    /// <summary>Whether it was told each status once, in their order, from where it began to the end.</summary>
    public bool IsRight => _told.Count > 0 && _told.SequenceEqual(Life.Skip(Array.IndexOf(Life, _told[0])));

    public string Told => string.Join(' ', _told);

    /// <param name="delays">
    /// Gets, for each change that came while the stream was open, the time from its timeline row's clock to here. The row commits
    /// later than it is written: more than the time from commit to event.
    /// </param>
    public async Task FollowAsync(ConcurrentBag<TimeSpan> delays)
    {
        await foreach (var change in shop.FollowAsync(orderId, buyer))
        {
            if (_told.Count > 0)
                delays.Add(TimeProvider.System.GetUtcNow() - change.At);
            _told.Add(change.Status);
            _open.TrySetResult();
            if (change.Status == "AwaitingPayment")
                _payable.TrySetResult();
            else if (change.Status == "Confirmed")
                _confirmed.TrySetResult();
        }
    }
}
