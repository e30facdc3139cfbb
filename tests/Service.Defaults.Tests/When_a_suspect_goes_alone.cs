using FlashSale.ServiceDefaults.Faults;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>Of all queues of a process: what waits for whom.</summary>
public sealed class When_a_suspect_goes_alone : IDisposable
{
    readonly CrashLoopIsolation _isolation = new();

    [Fact]
    public async Task Should_wait_until_the_others_in_hand_have_ended()
    {
        await EnterAsync();
        await EnterAsync();

        var suspect = EnterAloneAsync();
        _isolation.Leave();
        (await HasEndedAsync(suspect)).ShouldBeFalse("one is still in hand");
        _isolation.Leave();
        await suspect;
    }

    [Fact]
    public async Task Should_hold_back_what_comes_meanwhile_until_it_has_ended()
    {
        await EnterAloneAsync();

        var other = EnterAsync();
        (await HasEndedAsync(other)).ShouldBeFalse();
        _isolation.LeaveAlone();
        await other;
    }

    [Fact]
    public async Task Should_let_those_that_waited_go_before_the_next_suspect()
    {
        await EnterAloneAsync();
        var other = EnterAsync();
        var next = EnterAloneAsync();

        _isolation.LeaveAlone();
        await other;
        (await HasEndedAsync(next)).ShouldBeFalse("the other one is in hand");
        _isolation.Leave();
        await next;
    }

    [Fact]
    public async Task Should_hold_back_nobody_when_it_is_given_up()
    {
        using var stop = new CancellationTokenSource();
        await EnterAsync();
        var suspect = _isolation.EnterAloneAsync(stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(suspect);

        await EnterAsync();
        _isolation.Leave();
        _isolation.Leave();
        await EnterAloneAsync();
    }

    [Fact]
    public async Task Should_not_wait_for_one_that_was_given_up_while_it_waited()
    {
        using var stop = new CancellationTokenSource();
        await EnterAloneAsync();
        var other = _isolation.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(other);

        _isolation.LeaveAlone();
        await EnterAloneAsync();
    }

    public void Dispose() => _isolation.Dispose();

    Task EnterAsync() => _isolation.EnterAsync(CancellationToken.None);

    Task EnterAloneAsync() => _isolation.EnterAloneAsync(CancellationToken.None);

    /// <summary>Long enough for a step that waits for nothing, and shorter than any wait.</summary>
    static async Task<bool> HasEndedAsync(Task step) => await Task.WhenAny(step, Task.Delay(200)) == step;
}
