using System.Collections.Concurrent;
using FlashSale.ServiceDefaults.Connections;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_callers_share_a_transaction : IAsyncLifetime
{
    readonly Doubling _doubling = new();

    [Fact]
    public async Task Should_take_what_waits_together_and_give_each_its_own_outcome()
    {
        var first = _doubling.DoubleAsync(1);
        await _doubling.Entered.WaitAsync();
        var others = Enumerable.Range(2, 14).Select(number => _doubling.DoubleAsync(number)).ToArray();
        _doubling.Let(3);

        (await first).ShouldBe(2);
        (await Task.WhenAll(others)).ShouldBe(Enumerable.Range(2, 14).Select(number => number * 2));
        _doubling.Groups.Select(group => group.Count).ShouldBe([1, Doubling.MaxSize, 4]);
    }

    [Fact]
    public async Task Should_fail_only_the_one_that_spoils_the_group()
    {
        var (first, good, bad, alsoGood) = await WhileBusyAsync(2, Doubling.Bad, 3);
        _doubling.Let(10);

        await first;
        (await good).ShouldBe(4);
        (await alsoGood).ShouldBe(6);
        await Should.ThrowAsync<FormatException>(bad);
        _doubling.Splits.ShouldBe(1);
    }

    [Fact]
    public async Task Should_tell_all_of_a_servers_fault_and_try_nothing_again()
    {
        var (first, one, unlucky, another) = await WhileBusyAsync(2, Doubling.ServerIsAway, 3);
        _doubling.Let(10);

        await first;
        foreach (var caller in (Task<int>[])[one, unlucky, another])
            await Should.ThrowAsync<TimeoutException>(caller);
        _doubling.Groups.Count.ShouldBe(2);
        (await _doubling.DoubleAsync(4)).ShouldBe(8, "the next group finds the server again");
    }

    [Fact]
    public async Task Should_do_the_work_of_a_caller_who_has_gone()
    {
        using var gone = new CancellationTokenSource();
        var first = _doubling.DoubleAsync(1);
        await _doubling.Entered.WaitAsync();
        var caller = _doubling.DoubleAsync(2, gone.Token);
        var other = _doubling.DoubleAsync(3);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(caller);
        _doubling.Let(10);

        await first;
        (await other).ShouldBe(6);
        _doubling.Groups.Last().ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Should_finish_what_is_queued_before_it_ends()
    {
        var first = _doubling.DoubleAsync(1);
        await _doubling.Entered.WaitAsync();
        var queued = _doubling.DoubleAsync(2);
        var end = _doubling.DisposeAsync();
        end.IsCompleted.ShouldBeFalse();
        _doubling.Let(10);
        await end;

        (await first).ShouldBe(2);
        (await queued).ShouldBe(4);
        await Should.ThrowAsync<ObjectDisposedException>(() => _doubling.DoubleAsync(3));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _doubling.Let(100);
        await _doubling.DisposeAsync();
    }

    async Task<(Task<int> First, Task<int> Second, Task<int> Third, Task<int> Fourth)> WhileBusyAsync(int second, int third, int fourth)
    {
        var first = _doubling.DoubleAsync(1);
        await _doubling.Entered.WaitAsync();
        return (first, _doubling.DoubleAsync(second), _doubling.DoubleAsync(third), _doubling.DoubleAsync(fourth));
    }

    /// <summary>A group doubles its numbers when it is let.</summary>
    sealed class Doubling() : GroupCommit<int, int>(MaxSize, lanes: 1)
    {
        public const int MaxSize = 10;
        public const int Bad = -1;
        public const int ServerIsAway = -2;

        readonly SemaphoreSlim _let = new(0);

        public SemaphoreSlim Entered { get; } = new(0);

        public ConcurrentQueue<IReadOnlyList<int>> Groups { get; } = [];

        public int Splits { get; private set; }

        public void Let(int groups) => _let.Release(groups);

        public Task<int> DoubleAsync(int number, CancellationToken cancellationToken = default) => RunAsync(number, cancellationToken);

        protected override async Task<IReadOnlyList<Task<int>>> CommitAsync(IReadOnlyList<int> group)
        {
            Entered.Release();
            await _let.WaitAsync();
            Groups.Enqueue(group);
            if (group.Contains(Bad))
                throw new FormatException();
            if (group.Contains(ServerIsAway))
                throw new TimeoutException();
            return [.. group.Select(number => Task.FromResult(number * 2))];
        }

        protected override void HasSplit() => Splits++;
    }
}
