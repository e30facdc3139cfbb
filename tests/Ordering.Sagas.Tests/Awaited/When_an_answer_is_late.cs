using FlashSale.Ordering.Sagas.Awaited;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests.Awaited;

/// <summary>What is lost, and what only waits in a queue.</summary>
public sealed class When_an_answer_is_late
{
    static readonly DateTimeOffset Start = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    readonly OverdueSuspects _suspects = new();
    readonly Dictionary<string, DateTimeOffset> _returned = new(StringComparer.Ordinal);
    readonly OverdueAnswer _allocation = Overdue("allocation");

    [Fact]
    public void Should_be_taken_for_lost_when_markers_have_passed_both_queues_one_after_the_other()
    {
        Look(0, _allocation).ShouldBeEmpty();
        Return(0, "allocate-stock", "order-state");
        // The command is not there; its answer may have been sent just now.
        Look(5, _allocation).ShouldBeEmpty();
        Look(10, _allocation).ShouldBeEmpty("no marker since then");
        Return(10, "allocate-stock", "order-state");
        Look(15, _allocation).ShouldBe([_allocation]);
    }

    [Fact]
    public void Should_be_awaited_for_as_long_as_the_queue_has_not_moved_on()
    {
        Return(-1, "allocate-stock", "order-state");
        for (var second = 0; second < 600; second += 5)
        {
            // The other queue moves.
            Return(second, "order-state");
            Look(second, _allocation).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Should_be_awaited_anew_when_a_message_explained_it_in_between()
    {
        var deadline = Overdue("deadline");
        Look(0, deadline).ShouldBeEmpty();
        // It is in an outbox again.
        Look(5).ShouldBeEmpty();
        Return(5, "order-state");
        Look(10, deadline).ShouldBeEmpty();
        Return(10, "order-state");
        Look(15, deadline).ShouldBe([deadline]);
    }

    [Fact]
    public void Should_be_awaited_anew_after_another_instances_turn()
    {
        var deadline = Overdue("deadline");
        Look(0, deadline).ShouldBeEmpty();
        Return(0, "order-state");
        _suspects.Forget();
        Look(5, deadline).ShouldBeEmpty();
    }

    [Fact]
    public void Should_be_asked_for_at_a_queue_that_exists()
    {
        var queues = File.ReadAllText(Path.Combine(TestKit.Servers.Root, "tests/Contracts.Tests/Approved/queues.txt")).Split('\n');
        foreach (var queue in AwaitedAnswers.All.SelectMany(answer => answer.Route).Distinct(StringComparer.Ordinal))
            queues.ShouldContain(queue);
    }

    IReadOnlyList<OverdueAnswer> Look(int second, params OverdueAnswer[] overdue) => _suspects.Take(overdue, Start.AddSeconds(second), _returned);

    void Return(int sentAtSecond, params string[] queues)
    {
        foreach (var queue in queues)
            _returned[queue] = Start.AddSeconds(sentAtSecond);
    }

    static OverdueAnswer Overdue(string answer) => new(answer, Guid.NewGuid(), "", 0, null, null, Start.AddMinutes(-1));
}
