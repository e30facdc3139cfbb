using System.Diagnostics.Metrics;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Faults.Braking;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

/// <summary>The brake alone: when it is put on, whom it lets through, and when it is released.</summary>
public sealed class When_an_endpoint_is_braked : IDisposable
{
    static readonly PostgresException NoTable = new("relation \"timeline\" does not exist", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable);

    readonly ManualClock _clock = new();
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly EndpointBrake _brake;

    public When_an_endpoint_is_braked() => _brake = new("order-state", _clock, new FaultMetrics(_services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);

    public void Dispose()
    {
        _brake.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Should_hold_from_the_third_different_message_on_that_fails_in_a_row()
    {
        Fails(Guid.NewGuid()).ShouldBeFalse();
        Fails(Guid.NewGuid()).ShouldBeFalse();
        _brake.TakeTurn(wasTried: false).ShouldBeNull();
        Fails(Guid.NewGuid()).ShouldBeTrue();
        Fails(Guid.NewGuid()).ShouldBeTrue();
    }

    [Fact]
    public void Should_not_be_put_on_by_one_message_however_often_it_fails()
    {
        var poison = Guid.NewGuid();
        for (var time = 0; time < 10; time++)
            Fails(poison).ShouldBeFalse();
    }

    [Fact]
    public void Should_not_be_put_on_while_others_pass()
    {
        for (var time = 0; time < 10; time++)
        {
            Fails(Guid.NewGuid()).ShouldBeFalse();
            Fails(Guid.NewGuid()).ShouldBeFalse();
            _brake.Passed();
        }
    }

    [Fact]
    public void Should_try_one_message_at_a_time()
    {
        PutOn();
        var (first, second) = (Wait(), Wait());
        _clock.Pass(BrakeTurns.FirstPause);

        Begun(first, second).ShouldBe([true, false]);
        _clock.Pass(TimeSpan.FromMinutes(1));
        Begun(first, second).ShouldBe([true, false]);
    }

    [Fact]
    public void Should_wait_longer_after_each_that_fails()
    {
        PutOn();
        foreach (var seconds in (int[])[1, 2, 4, 5, 5])
        {
            using var turn = Wait(wasTried: true);
            _clock.Pass(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Begun(turn).ShouldBe([false]);
            _clock.Pass(TimeSpan.FromTicks(1));
            Begun(turn).ShouldBe([true]);
        }
    }

    [Fact]
    public void Should_try_what_has_not_failed_yet_first_and_then_each_in_its_turn()
    {
        PutOn();
        var waiting = new Dictionary<string, BrakeTurn>
        {
            ["tried 1"] = Wait(wasTried: true),
            ["tried 2"] = Wait(wasTried: true),
            ["untried 1"] = Wait(),
            ["untried 2"] = Wait(),
        };

        var order = new List<string>();
        for (var attempt = 0; attempt < 6; attempt++)
        {
            _clock.Pass(BrakeTurns.LongestPause);
            var (name, turn) = waiting.Single(one => one.Value.Begins.IsCompleted);
            order.Add(name);
            turn.Dispose();
            waiting[name] = Wait(wasTried: true);
        }

        order.ShouldBe(["untried 1", "untried 2", "tried 1", "tried 2", "untried 1", "untried 2"]);
    }

    [Fact]
    public void Should_let_all_go_when_one_passes()
    {
        PutOn();
        var turns = new[] { Wait(), Wait(wasTried: true), Wait() };
        _clock.Pass(BrakeTurns.FirstPause);

        _brake.Passed();

        Begun(turns).ShouldBe([true, true, true]);
        _brake.TakeTurn(wasTried: true).ShouldBeNull();
        // The count begins anew.
        Fails(Guid.NewGuid()).ShouldBeFalse();
        foreach (var turn in turns)
            turn.Dispose();
        Fails(Guid.NewGuid()).ShouldBeFalse();
        Fails(Guid.NewGuid()).ShouldBeTrue();
    }

    [Fact]
    public void Should_pass_over_those_that_no_longer_wait()
    {
        PutOn();
        var (untried, tried, next) = (Wait(), Wait(wasTried: true), Wait(wasTried: true));
        untried.Dispose();
        tried.Dispose();

        _clock.Pass(BrakeTurns.FirstPause);

        Begun(untried, tried, next).ShouldBe([false, false, true]);
    }

    [Fact]
    public void Should_try_at_once_what_comes_when_an_attempt_is_due()
    {
        PutOn();
        _clock.Pass(BrakeTurns.LongestPause);

        Begun(Wait(), Wait()).ShouldBe([true, false]);
    }

    [Fact]
    public void Should_know_for_how_long_and_by_what()
    {
        _brake.On.ShouldBeNull();
        PutOn();
        using var waiting = Wait();
        _clock.Pass(TimeSpan.FromSeconds(60));
        var on = _brake.On.ShouldNotBeNull();
        on.For.ShouldBe(TimeSpan.FromSeconds(60));
        on.Cause.ShouldBe(NoTable);

        _brake.Passed();
        _brake.On.ShouldBeNull();
        PutOn();
        _brake.On.ShouldNotBeNull().For.ShouldBe(TimeSpan.Zero);
    }

    /// <summary>What it held was given back, or purged: markers may pass, and nobody has to be told.</summary>
    [Fact]
    public void Should_hold_nothing_when_there_is_nothing_to_be_tried()
    {
        PutOn();
        _brake.IsHolding.ShouldBeTrue();

        _clock.Pass(TimeSpan.FromSeconds(60));

        _brake.IsOn.ShouldBeTrue();
        _brake.IsHolding.ShouldBeFalse();
        _brake.On.ShouldBeNull();
        using var next = Wait();
        _brake.IsHolding.ShouldBeTrue();
    }

    BrakeTurn Wait(bool wasTried = false) => _brake.TakeTurn(wasTried).ShouldNotBeNull();

    bool Fails(Guid messageId) => _brake.Failed(messageId, NoTable);

    void PutOn()
    {
        for (var message = 0; message < EndpointBrake.Threshold; message++)
            Fails(Guid.NewGuid());
    }

    static IEnumerable<bool> Begun(params BrakeTurn[] turns) => turns.Select(turn => turn.Begins.IsCompleted);
}
