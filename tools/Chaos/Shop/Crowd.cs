using System.Collections.Concurrent;

namespace FlashSale.Chaos.Shop;

/// <summary>Buyers that come one after the other, at a rate, whatever happens to those before them.</summary>
sealed class Crowd(Counter counter, int seed) : IDisposable
{
    readonly ConcurrentQueue<Task> _buyers = new();
    readonly CancellationTokenSource _closing = new();
    readonly CancellationTokenSource _givenUp = new();
    Task _coming = Task.CompletedTask;

    /// <param name="perSecond">New buyers.</param>
    public void Begin(double perSecond) => _coming = ComeAsync(perSecond);

    /// <summary>Nobody comes any more; who is there goes on.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await _coming;
    }

    /// <summary>As many at once as there are lanes; in each, one after the other.</summary>
    public Task SendAsync(IEnumerable<BuyerPlan> plans, int lanes)
    {
        var all = Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = lanes }, async (plan, _) => await new Buyer(plan, counter, _givenUp.Token).GoAsync());
        _buyers.Enqueue(all);
        return all;
    }

    /// <summary>Somebody whom the scenario sends itself.</summary>
    public void Send(Func<CancellationToken, Task> buyer) => _buyers.Enqueue(SendAsync(buyer));

    async Task SendAsync(Func<CancellationToken, Task> buyer)
    {
        try
        {
            await buyer(_givenUp.Token);
        }
        catch (OperationCanceledException) when (_givenUp.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Whether every buyer has gone home.</summary>
    public bool IsGone => _buyers.All(buyer => buyer.IsCompleted);

    public async Task GiveUpAsync()
    {
        await CloseAsync();
        await _givenUp.CancelAsync();
        await Task.WhenAll(_buyers);
    }

    public void Dispose()
    {
        _closing.Dispose();
        _givenUp.Dispose();
    }

    async Task ComeAsync(double perSecond)
    {
        var random = new Random(seed);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        try
        {
            for (var number = 0; await timer.WaitForNextTickAsync(_closing.Token); number++)
                _buyers.Enqueue(new Buyer(BuyerPlan.Draw(random, $"buyer-{number}"), counter, _givenUp.Token).GoAsync());
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }
}
