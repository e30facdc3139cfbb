using System.Diagnostics.Metrics;
using FlashSale.Inventory.Ledger;
using static FlashSale.Inventory.Tests.TestLedger;

namespace FlashSale.Inventory.Tests.Ledger;

public sealed class When_messages_queue_up_behind_a_transaction(TestLedger ledger) : IClassFixture<TestLedger>
{
    [Fact]
    public async Task Should_share_the_next_one_up_to_the_bound()
    {
        var product = await ledger.OpenSaleAsync(10_000);
        using var metrics = new LedgerMetrics();
        var batches = new List<int>();
        using var listener = Listen(metrics, batches);
        await using var instance = new LedgerCommits(ledger.Ledger, metrics);

        Task<LedgerDecision> first;
        Task<LedgerDecision>[] others;
        await using (await ledger.HoldAsync(product))
        {
            first = instance.DecideAsync(Allocate(product), CancellationToken.None);
            await ledger.UntilSomeoneWaitsForALockAsync();
            others = [.. Enumerable.Range(0, LedgerCommits.MaxBatchSize + 100).Select(_ => instance.DecideAsync(Allocate(product), CancellationToken.None))];
        }

        await Task.WhenAll([first, .. others]);
        batches.ShouldBe([1, LedgerCommits.MaxBatchSize, 100]);
    }

    [Fact]
    public async Task Should_decide_what_is_queued_before_the_process_ends()
    {
        var product = await ledger.OpenSaleAsync(10);
        using var metrics = new LedgerMetrics();
        var instance = new LedgerCommits(ledger.Ledger, metrics);
        var decisions = Enumerable.Range(0, 10).Select(_ => instance.DecideAsync(Allocate(product), CancellationToken.None)).ToArray();

        await instance.DisposeAsync();

        (await ledger.BooksAsync(product)).Allocated.ShouldBe(10);
        (await Task.WhenAll(decisions)).ShouldAllBe(decision => decision.Outcome == LedgerOutcome.Allocated);
        await Should.ThrowAsync<ObjectDisposedException>(() => instance.DecideAsync(Allocate(product), CancellationToken.None));
    }

    static MeterListener Listen(LedgerMetrics metrics, List<int> batches)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (metrics.Owns(instrument) && instrument.Name is "flashsale.inventory.batch.size")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, size, _, _) => batches.Add(size));
        listener.Start();
        return listener;
    }
}
