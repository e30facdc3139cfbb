using System.Diagnostics;

namespace FlashSale.Chaos.Harness;

/// <summary>Waits for something to become true and, when it does not, fails with what it saw last.</summary>
static class Eventually
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="TimeoutException">It did not within the limit.</exception>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> condition, string expectation, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await read();
            if (condition(seen))
                return seen;
            if (clock.Elapsed > limit)
                throw new TimeoutException($"After {limit.TotalSeconds:0} s still not: {expectation}. Last seen: {seen}");
            await Task.Delay(Pause);
        }
    }

    public static Task HoldsAsync(Func<Task<bool>> condition, string expectation, TimeSpan limit) => HoldsAsync(condition, holds => holds, expectation, limit);
}
