using FlashSale.Inventory.Relay;
using FlashSale.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlashSale.Inventory.Tests.Relay;

public sealed class When_the_queues_are_looked_at : IDisposable
{
    static readonly IntentRelayOptions Options = new() { MostAhead = 100, LookEvery = TimeSpan.FromMilliseconds(50), RefreshEvery = TimeSpan.FromSeconds(1) };

    readonly ManualClock _clock = new();
    readonly RelayMetrics _metrics;
    readonly RelayRoom _room;
    long _ahead;
    int _looks;

    public When_the_queues_are_looked_at()
    {
        _metrics = new(_clock);
        _room = new(_ =>
        {
            _looks++;
            return Task.FromResult(_ahead);
        }, Options, _clock, _metrics, NullLogger.Instance);
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Should_know_what_was_handed_on_since_without_another_look()
    {
        _ahead = 40;
        (await _room.MeasureAsync()).ShouldBe(60);
        _room.Take(25);
        (await _room.MeasureAsync()).ShouldBe(35);
        _room.Take(50);
        (await _room.MeasureAsync()).ShouldBe(0);
        _looks.ShouldBe(1);
    }

    [Fact]
    public async Task Should_look_again_soon_while_intents_come()
    {
        await _room.MeasureAsync();
        _room.Take(1);
        await PassAsync(milliseconds: 49);
        _looks.ShouldBe(1);
        await PassAsync(milliseconds: 1);
        _looks.ShouldBe(2);
    }

    [Fact]
    public async Task Should_look_again_soon_while_there_is_no_room()
    {
        _ahead = 100;
        (await _room.MeasureAsync()).ShouldBe(0);
        _ahead = 90;
        (await PassAsync(milliseconds: 50)).ShouldBe(10);
    }

    [Fact]
    public async Task Should_look_seldom_while_nothing_comes()
    {
        await _room.MeasureAsync();
        await PassAsync(milliseconds: 999);
        _looks.ShouldBe(1);
        await PassAsync(milliseconds: 1);
        _looks.ShouldBe(2);
    }

    Task<int> PassAsync(int milliseconds)
    {
        _clock.Pass(TimeSpan.FromMilliseconds(milliseconds));
        return _room.MeasureAsync().AsTask();
    }
}
