using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using FlashSale.TestKit;

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
        crowd._asking = Task.WhenAll(Enumerable.Range(0, size).Select(crowd.AskAsync));
        return crowd;
    }

    public int Count(string code) => _answers.Count(answer => answer.Code == code);

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
        }
    }
}
