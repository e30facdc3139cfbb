using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;

namespace FlashSale.Ordering.Api.Tests;

/// <summary>Buyers who ask for one unit each, without a key, again and again until they are stopped.</summary>
sealed class Crowd(Func<string, Task<HttpResponseMessage>> ask) : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentQueue<CrowdAnswer> _answers = new();
    Task _asking = Task.CompletedTask;

    public IReadOnlyCollection<CrowdAnswer> Answers => _answers;

    public static Crowd Start(int size, Func<string, Task<HttpResponseMessage>> ask)
    {
        var crowd = new Crowd(ask);
        crowd._asking = Task.WhenAll(Enumerable.Range(0, size).Select(number => Task.Run(() => crowd.AskAsync(number))));
        return crowd;
    }

    public int Count(string code) => _answers.Count(answer => answer.Code == code);

    /// <summary>All answers within 1.2 s, from a local moment on at which the connections stood and the code was compiled.</summary>
    public void ShouldHaveAnswersInTime(long since)
    {
        var late = _answers.Where(answer => answer.Answered > since && answer.Took > TimeSpan.FromSeconds(1.2));
        late.Select(answer => $"{answer.Code}, asked after {Stopwatch.GetElapsedTime(since, answer.Asked).TotalSeconds:0.00} s, answered in {answer.Took.TotalSeconds:0.00} s").ShouldBeEmpty();
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
