using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

/// <summary>Buyers who ask for one unit each, without a key, again and again until they are stopped.</summary>
sealed class Crowd(Func<string, Task<HttpResponseMessage>> ask) : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<CrowdAnswer> _answers = new();
    Task _asking = Task.CompletedTask;
    TimeSpan _latestTimer;

    public IReadOnlyCollection<CrowdAnswer> Answers => _answers;

    public static Crowd Start(int size, Func<string, Task<HttpResponseMessage>> ask)
    {
        var crowd = new Crowd(ask);
        crowd._asking = Task.WhenAll([Task.Run(crowd.WatchTimersAsync), .. Enumerable.Range(0, size).Select(number => Task.Run(() => crowd.AskAsync(number)))]);
        return crowd;
    }

    public int Count(string code) => _answers.Count(answer => answer.Code == code);

    /// <summary>
    /// All answers within 1.2 s, from a local moment on at which the connections stood and the code was compiled; and what a mere timer of this
    /// process came late by meanwhile, which says how busy the machine is with other things.
    /// </summary>
    public void ShouldHaveAnswersInTime(long since)
    {
        var limit = TimeSpan.FromSeconds(1.2) + _latestTimer;
        var late = _answers.Where(answer => answer.Answered > since && answer.Took > limit);
        late.Select(answer => $"{answer.Code}, asked after {Stopwatch.GetElapsedTime(since, answer.Asked).TotalSeconds:0.00} s, answered in {answer.Took.TotalSeconds:0.00} s").Take(10)
            .ShouldBeEmpty($"later than {limit.TotalSeconds:0.00} s");
    }

    public Task<int> AcceptedAsync(int orders, TimeSpan? within = null) =>
        Poll.UntilAsync(() => Task.FromResult(Count(CrowdAnswer.Accepted)), accepted => accepted >= orders, $"{orders} orders are accepted", within);

    /// <summary>Ends when every question has its answer.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _asking;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    async Task WatchTimersAsync()
    {
        var wait = TimeSpan.FromMilliseconds(50);
        while (!_stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(wait, CancellationToken.None);
            var late = Stopwatch.GetElapsedTime(began) - wait;
            if (late > _latestTimer)
                _latestTimer = late;
        }
    }

    async Task AskAsync(int number)
    {
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await ask($"buyer-{number}-{turn}");
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            var code = body.TryGetProperty("code", out var problem) ? problem.GetString()! : CrowdAnswer.Accepted;
            _answers.Enqueue(new(code, asked, Stopwatch.GetTimestamp(), body.TryGetProperty("orderId", out var id) ? id.GetGuid() : null));
            // Told to come back after a second. It comes sooner, but not so that the test's own load is what it measures.
            if (code == "temporarily-unavailable")
                await Task.Delay(50, CancellationToken.None);
        }
    }
}
