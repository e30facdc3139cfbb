using System.Diagnostics;
using Xunit.Sdk;

namespace FlashSale.TestKit;

/// <summary>Waits for something to become true and, when it does not, fails with what it saw last.</summary>
public static class Poll
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Reads until the value satisfies the condition, and returns it.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition, string expectation, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultTimeout;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            string seen;
            try
            {
                var value = await read();
                if (condition(value))
                    return value;
                seen = $"{value}";
            }
            catch (Exception exception) when (exception is not XunitException)
            {
                seen = exception.ToString();
            }

            if (clock.Elapsed > limit)
                throw new XunitException($"After {limit.TotalSeconds:0.#} s still not: {expectation}. Last seen: {seen}");
            await Task.Delay(25);
        }
    }

    public static Task UntilAsync(Func<Task<bool>> condition, string expectation, TimeSpan? timeout = null) =>
        UntilAsync(condition, holds => holds, expectation, timeout);
}
