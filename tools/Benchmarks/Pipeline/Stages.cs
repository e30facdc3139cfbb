using FlashSale.Benchmarks.Pipeline.Measuring;
using FlashSale.Benchmarks.Pipeline.Report;
using FlashSale.Benchmarks.Shared;
using FlashSale.Client;
using Npgsql;

namespace FlashSale.Benchmarks.Pipeline;

/// <summary>What is done with the orders of one sale, and how long it took. The books are checked after each stage.</summary>
sealed class Stages(ShopApi shop, NpgsqlDataSource database, Watch watch, Meter meter, DeadLetters deadLetters, double calibration)
{
    static readonly ParallelOptions Crowd = new() { MaxDegreeOfParallelism = MeasuredShop.Connections };
    static readonly TimeSpan BooksTimeout = TimeSpan.FromSeconds(10);

    /// <summary>All orders at once, until each awaits its payment.</summary>
    /// <returns>The result, and the orders' ids.</returns>
    public async Task<(StageResult Result, Guid[] Orders)> BurstAsync(string name, string product, int count)
    {
        await meter.BeginAsync();
        var start = TimeProvider.System.GetTimestamp();
        var orders = new Guid[count];
        var submitted = Task.Run(async () =>
        {
            await Parallel.ForAsync(0, count, Crowd, async (buyer, _) => orders[buyer] = await shop.OrderAsync(product, MeasuredShop.Buyer(buyer)));
            return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        });
        var awaiting = await watch.UntilAsync(product, "all await payment", progress => new(Failed(submitted) || (progress.Allocated == count && !progress.Allocating)), start);
        var result = await ResultAsync(name, count, ("accepted (202)", await submitted), ("AwaitingPayment", awaiting));
        await CheckBooksAsync(product, Books.AllHeld(count));
        return (result, orders);
    }

    /// <summary>All are paid through the signed callback, until each is Completed.</summary>
    public async Task<StageResult> PaymentAsync(string name, string product, Guid[] orders)
    {
        await meter.BeginAsync();
        var start = TimeProvider.System.GetTimestamp();
        var called = Task.Run(async () =>
        {
            await Parallel.ForEachAsync(orders, Crowd, async (order, _) => await shop.PayAsync(order));
            return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        });
        var published = await watch.UntilAsync(product, "all OrderConfirmed are published", progress => new(Failed(called) || !progress.Unpublished), start);
        var completed = await watch.UntilAsync(product, "all are Completed", progress => new(Failed(called) || (progress.Sold == orders.Length && !progress.Confirmed)), start);
        var result = await ResultAsync(name, orders.Length, ("callbacks answered (202)", await called), ("OrderConfirmed published", published), ("Completed", completed));
        await CheckBooksAsync(product, Books.AllSold(orders.Length));
        return result;
    }

    /// <summary>The orders of the sale, which all await payment, expire at one moment, until all units are for sale again.</summary>
    public async Task<StageResult> ExpiryAsync(string name, string product, int count)
    {
        await meter.BeginAsync();
        // Deadlines a payment window after each allocation would measure the allocations' pace once more.
        await using var move = database.CreateCommand(Sql.Named("let_all_expire"));
        var seconds = (double)(await move.ExecuteScalarAsync())!;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var start = TimeProvider.System.GetTimestamp();
        var back = await watch.UntilAsync(product, "all units are for sale again", async progress => progress.Available == count && await shop.ReadAvailableAsync(product) == count, start);
        var expired = await watch.UntilAsync(product, "all are Expired", progress => new(!progress.AwaitingPayment && !progress.Releasing), start);
        // Not a part of the promise, but of an order's cost; and what comes next must not find them still on their way.
        var noticed = await watch.UntilAsync(product, "all notices have ended", progress => new(!progress.Unnoticed), start);
        var result = await ResultAsync(name, count, ("units for sale again", back), ("Expired", expired), ("notices ended", noticed));
        await CheckBooksAsync(product, Books.AllBackForSale(count));
        return result;
    }

    /// <summary>Orders arrive at a steady rate, each when it is its turn, whether or not the one before is answered.</summary>
    public async Task<SteadyResult> SteadyAsync(string product, int ordersPerSecond, int count)
    {
        var start = TimeProvider.System.GetTimestamp();
        var orders = new List<Task>(count);
        while (orders.Count < count)
        {
            var due = Math.Min(count, (int)(TimeProvider.System.GetElapsedTime(start).TotalSeconds * ordersPerSecond));
            while (orders.Count < due)
                orders.Add(shop.OrderAsync(product, MeasuredShop.Buyer(orders.Count)));
            await Task.Delay(1);
        }

        await Task.WhenAll(orders);
        await watch.UntilAsync(product, "all await payment", progress => new(progress.Allocated == count && !progress.Allocating), start);
        await CheckBooksAsync(product, Books.AllHeld(count));

        await using var command = database.CreateCommand(Sql.Named("milliseconds_until_awaiting_payment"));
        command.Parameters.Add(new() { Value = product });
        await using var reader = await command.ExecuteReaderAsync();
        var milliseconds = new List<double>(count);
        while (await reader.ReadAsync())
            milliseconds.Add(reader.GetDouble(0));
        return new(ordersPerSecond, count, Percentiles.Of(milliseconds, 0.5), Percentiles.Of(milliseconds, 0.99), milliseconds.Max());
    }

    // A failed request ends the wait; its exception comes out of the awaited task.
    static bool Failed(Task requests) => requests.IsFaulted;

    async Task<StageResult> ResultAsync(string name, int count, params (string Name, double Seconds)[] milestones) => new(
        name,
        [.. milestones.Select(one => new Milestone(one.Name, one.Seconds, count / one.Seconds, count / one.Seconds / calibration))],
        await meter.EndAsync(count));

    async Task CheckBooksAsync(string product, Books expected)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await shop.ReadBooksAsync(product) is var books && books != expected)
        {
            if (TimeProvider.System.GetElapsedTime(start) > BooksTimeout)
                throw new InvalidOperationException($"The books of {product} are wrong: expected {expected}, read {books}.");
            await Task.Delay(200);
        }

        await deadLetters.RequireNoneAsync();
        ProgressLine.Say($"{product}: the books balance, no dead letters");
    }
}
