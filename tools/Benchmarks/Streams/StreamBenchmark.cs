using System.Collections.Concurrent;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;

namespace FlashSale.Benchmarks.Streams;

/// <summary>
/// Places orders at a steady rate and follows each; lets all streams stand open with nothing to say; pays the orders at the same
/// rate, so that each comes to its end and its stream with it.
/// </summary>
sealed class StreamBenchmark(StreamOptions options) : IBenchmark
{
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    readonly ConcurrentBag<TimeSpan> _delays = [];
    readonly TimeProvider _clock = TimeProvider.System;

    public async Task<bool> RunAsync(TextWriter output)
    {
        var settings = await Installation.ReadSettingsAsync();
        using var shop = MeasuredShop.Open(settings);
        using var streamed = MeasuredShop.Open(settings, connections: int.MaxValue);
        var processes = Processes.Find(settings["FLASHSALE_HOME"]);
        var product = $"streams-{Guid.NewGuid():N}";
        await shop.OpenSaleAsync(product, options.Streams);
        await shop.UntilForSaleAsync(product, options.Streams);
        await output.WriteLineAsync($"{Machine.Read()}; {options.Streams} streams, {options.Rate} orders/s");
        await output.WriteLineAsync($"before              API {Processes.ReadMemory(processes["api"]).Now:0} MB");

        var followers = new Follower[options.Streams];
        var streams = new Task[options.Streams];
        await output.WriteLineAsync(await MeasureAsync("placed and followed", processes, async () =>
        {
            await PaceAsync(async n =>
            {
                followers[n] = new(streamed, await shop.OrderAsync(product, MeasuredShop.Buyer(n)), MeasuredShop.Buyer(n));
                streams[n] = followers[n].FollowAsync(_delays);
                await followers[n].Open;
            });
            await Task.WhenAll(followers.Select(follower => follower.Payable));
        }));
        await output.WriteLineAsync(await MeasureAsync("open, nothing moves", processes, () => Task.Delay(Rest)));
        await output.WriteLineAsync(await MeasureAsync("paid", processes, async () =>
        {
            await PaceAsync(n => shop.PayAsync(followers[n].OrderId));
            await Task.WhenAll(followers.Select(follower => follower.Confirmed));
        }));
        await output.WriteLineAsync(await MeasureAsync("until the last notice", processes, () => Task.WhenAll(streams)));

        var wrong = followers.Where(follower => !follower.IsRight).ToArray();
        await output.WriteLineAsync(wrong.Length == 0 ? "each client was told each status once, in order" : $"{wrong.Length} WRONG, such as: {wrong[0].Told}");
        return wrong.Length == 0;
    }

    /// <summary>Each at its time, whether or not the ones before are done.</summary>
    async Task PaceAsync(Func<int, Task> one)
    {
        var start = _clock.GetTimestamp();
        var all = new Task[options.Streams];
        for (var n = 0; n < all.Length; n++)
        {
            if (TimeSpan.FromSeconds((double)n / options.Rate) - _clock.GetElapsedTime(start) is var wait && wait > TimeSpan.FromMilliseconds(1))
                await Task.Delay(wait);
            all[n] = one(n);
        }

        await Task.WhenAll(all);
    }

    /// <returns>The phase's line.</returns>
    async Task<string> MeasureAsync(string name, IReadOnlyDictionary<string, int> processes, Func<Task> phase)
    {
        _delays.Clear();
        var (start, before) = (_clock.GetTimestamp(), Processes.ReadCpu(processes));
        await phase();
        var (seconds, after) = (_clock.GetElapsedTime(start).TotalSeconds, Processes.ReadCpu(processes));
        var delays = _delays.Select(delay => delay.TotalMilliseconds).ToArray();
        var times = delays.Length == 0 ? "" : $"; {delays.Length} changes, written to received p50 {Percentiles.Of(delays, 0.5):0} ms, p99 {Percentiles.Of(delays, 0.99):0} ms, longest {delays.Max():0} ms";
        return $"{name} {seconds:0.0} s: API {Share("api")} and postgres {Share("postgres")} of a core, load {Share(Processes.Load)}, API {Processes.ReadMemory(processes["api"]).Now:0} MB{times}";

        string Share(string process) => $"{(after[process] - before[process]) / seconds:0.00}";
    }
}
