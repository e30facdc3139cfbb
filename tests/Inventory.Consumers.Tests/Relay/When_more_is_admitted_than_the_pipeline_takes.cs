using FlashSale.Admission.Streams;
using FlashSale.Inventory.Relay;
using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests.Relay;

/// <summary>Nobody takes from the sagas' queue but the test.</summary>
public sealed class When_more_is_admitted_than_the_pipeline_takes : IAsyncLifetime
{
    const int Bound = 200;

    static readonly IntentRelayOptions Options = new() { MostAhead = Bound, RefreshEvery = TimeSpan.FromMilliseconds(50), ClaimIdleTime = TimeSpan.FromMilliseconds(100) };

    readonly RelayUnderTest _relay = new();
    readonly SaleToRelay _small = new(Servers.Addresses.Redis);

    public async Task InitializeAsync()
    {
        await _relay.InitializeAsync();
        await _small.OpenAsync();
        _relay.Sales = [_relay.Sale.ProductId, _small.ProductId];
        await _relay.DeclareQueueAsync();
    }

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _small.DisposeAsync();
    }

    [Fact]
    public async Task Should_leave_the_rest_in_the_stream()
    {
        await _relay.AdmitAsync(1_000);
        await _relay.StartRelayAsync(Options);

        await QueueIsFullAsync();
        await Task.Delay(500);
        (await _relay.QueuedAsync()).ShouldBe(Bound, "whatever time passes");
        (await _relay.Sale.BooksAsync()).IntentsWaiting.ShouldBe(1_000 - Bound);

        await _relay.EmptyQueueAsync();
        await QueueIsFullAsync();
        await StreamHoldsAsync(_relay.Sale, 1_000 - (2 * Bound));
    }

    [Fact]
    public async Task Should_hand_on_a_small_sale_before_the_rest_of_a_big_one()
    {
        await _relay.AdmitAsync(1_000);
        await _relay.StartRelayAsync(Options);
        await QueueIsFullAsync();
        await AdmitToSmallAsync(20);

        await _relay.EmptyQueueAsync();

        await StreamHoldsAsync(_small, 0);
        await QueueHoldsAsync(Bound + 20);
        (await _relay.Sale.BooksAsync()).IntentsWaiting.ShouldBe(1_000 - (2 * Bound));
    }

    [Fact]
    public async Task Should_take_evenly_from_sales_that_have_more_than_there_is_room_for()
    {
        await _relay.AdmitAsync(1_000);
        await _relay.StartRelayAsync(Options);
        await QueueIsFullAsync();
        await AdmitToSmallAsync(120);
        // The small one comes in with an even share, beside what the big one takes.
        await _relay.EmptyQueueAsync();
        await QueueHoldsAsync(Bound + 100);
        await StreamHoldsAsync(_small, 20);

        await _relay.EmptyQueueAsync();

        await StreamHoldsAsync(_small, 0);
        await QueueIsFullAsync();
        // What it has left of its half is the big one's.
        await StreamHoldsAsync(_relay.Sale, 1_000 - (2 * Bound) - Bound + 20);
    }

    [Fact]
    public async Task Should_publish_what_a_dead_peer_had_read_all_the_same()
    {
        await _relay.AdmitAsync(30);
        await new IntentStream(_relay.Sale.Connection, _relay.Sale.ProductId, "peer").ReadNewAsync(20);

        await _relay.StartRelayAsync(Options with { MostAhead = 0 });

        await Poll.UntilAsync(_relay.QueuedAsync, queued => queued == 20, "the peer's are in the queue");
        (await _relay.Sale.BooksAsync()).IntentsWaiting.ShouldBe(10);
    }

    [Fact]
    public async Task Should_hand_on_what_comes_while_the_queues_cannot_be_counted()
    {
        var looks = 0;
        await _relay.AdmitAsync(1_000);
        await _relay.StartRelayAsync(Options with { RefreshEvery = TimeSpan.FromSeconds(1) }, ahead: _ =>
        {
            looks++;
            throw new InvalidOperationException("The broker does not answer.");
        });

        await StreamHoldsAsync(_relay.Sale, 0);
        await Task.Delay(TimeSpan.FromSeconds(2));
        looks.ShouldBeInRange(2, 4, "one a second");
    }

    [Fact]
    public async Task Should_not_wait_for_a_count_that_does_not_come()
    {
        await _relay.AdmitAsync(1_000);
        await _relay.StartRelayAsync(Options with { LookTimeout = TimeSpan.FromMilliseconds(100) }, ahead: _ => new TaskCompletionSource<long>().Task);
        await StreamHoldsAsync(_relay.Sale, 0);
    }

    async Task AdmitToSmallAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _small.AdmitAsync()));

    Task QueueIsFullAsync() => QueueHoldsAsync(Bound);

    async Task QueueHoldsAsync(int count) => await Poll.UntilAsync(_relay.QueuedAsync, queued => queued == count, $"{count} orders are in the queue");

    static async Task StreamHoldsAsync(SaleToRelay sale, int count) => await Poll.UntilAsync(sale.BooksAsync, books => books.IntentsWaiting == count, $"{count} orders are in the stream");
}
