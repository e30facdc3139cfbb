using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

[Collection(ApiUnderTest.Collection)]
public sealed class When_dead_letters_are_replayed(ApiUnderTest api)
{
    [Fact]
    public async Task Should_arrive_where_they_failed_without_their_faults()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var id = await deadLetters.BuryAsync();
        await deadLetters.OpenOriginAsync();

        var redelivery = await deadLetters.RedeliveredAsync(new { reason = "the consumer is mended" }, "erin");

        redelivery.GetProperty("state").GetString().ShouldBe("Completed");
        redelivery.GetProperty("redelivered").GetInt32().ShouldBe(1);
        var arrival = deadLetters.Arrivals.ShouldHaveSingleItem();
        arrival.MessageId.ShouldBe(id);
        // What its consumer goes by stays; priorities too.
        arrival.Headers.Keys.Where(name => !name.StartsWith("x-", StringComparison.Ordinal))
            .ShouldBe(["MT-Redelivery-Count", "MT-OriginalMessageId", "FlashSale-Redeliveries", "FlashSale-Redelivery"], ignoreOrder: true);
        arrival.Priority.ShouldBe((byte)2);
        (await deadLetters.IdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_record_who_and_why_and_which()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var order = Guid.NewGuid();
        var id = await deadLetters.BuryAsync("PaymentReceived", order);

        await deadLetters.RedeliveredAsync(new { filter = new { orderId = order }, ratePerSecond = 5, reason = "the consumer is mended" }, "erin");

        var recorded = (await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/dead-letters/redeliveries?orderId={order}")).ShouldAnswerAsync(200)).EnumerateArray().ShouldHaveSingleItem();
        recorded.GetProperty("requestedBy").GetString().ShouldBe("erin");
        recorded.GetProperty("reason").GetString().ShouldBe("the consumer is mended");
        recorded.GetProperty("queue").GetString().ShouldBe(deadLetters.Queue);
        recorded.GetProperty("filter").GetProperty("orderId").GetGuid().ShouldBe(order);
        recorded.GetProperty("ratePerSecond").GetInt32().ShouldBe(5);
        (await api.Database.ScalarAsync<string>("SELECT message_id || ' ' || message_type FROM ordering.redelivered_letters WHERE order_id = $1", order)).ShouldBe($"{id} PaymentReceived");
    }

    [Fact]
    public async Task Should_leave_what_is_not_meant_where_it_was()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var ids = new List<string>();
        for (var i = 0; i < 9; i++)
            ids.Add(await deadLetters.BuryAsync(i % 3 == 0 ? "PaymentReceived" : "StockReleased"));
        await deadLetters.OpenOriginAsync();

        await deadLetters.RedeliveredAsync(new { filter = new { messageType = "PaymentReceived" }, limit = 2, reason = "these first" });

        deadLetters.Arrivals.Select(arrival => arrival.MessageId).ShouldBe([ids[0], ids[3]]);
        (await deadLetters.IdsAsync()).ShouldBe(ids.Where((_, i) => i is not 0 and not 3));

        await deadLetters.RedeliveredAsync(new { filter = new { messageId = ids[8] }, reason = "this one" });
        deadLetters.Arrivals[^1].MessageId.ShouldBe(ids[8]);
        (await deadLetters.IdsAsync()).ShouldBe(ids.Where((_, i) => i is not 0 and not 3 and not 8));
    }

    [Fact]
    public async Task Should_deliver_a_thousand_in_batches_at_their_rate()
    {
        const int rate = 400;
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var ids = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => deadLetters.BuryAsync()));
        await deadLetters.OpenOriginAsync();

        using var answer = await deadLetters.RedeliverAsync(new { ratePerSecond = rate, reason = "all of them" });
        await answer.ShouldAnswerAsync(202);
        await Poll.UntilAsync(() => Task.FromResult(deadLetters.Arrivals.Count), count => count >= 1000, "all arrived");

        deadLetters.Arrivals.Select(arrival => arrival.MessageId).ShouldBe(ids, ignoreOrder: true);
        var starts = await api.Database.ScalarAsync<DateTime[]>("""
            SELECT array_agg(DISTINCT l.at ORDER BY l.at) FROM ordering.redelivered_letters l JOIN ordering.redeliveries r ON r.id = l.redelivery_id WHERE r.queue = $1
            """, deadLetters.Queue);
        starts.Length.ShouldBe(3);
        // Never more than its rate in a second; timers may be a few milliseconds early.
        starts.Zip(starts.Skip(1), (one, next) => next - one).ShouldAllBe(pause => pause > TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task Should_stop_when_one_comes_back()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        var ids = new List<string>();
        for (var i = 0; i < 60; i++)
            ids.Add(await deadLetters.BuryAsync());
        await deadLetters.OpenOriginAsync(arrival => arrival.MessageId == ids[12]);

        var redelivery = await deadLetters.RedeliveredAsync(new { ratePerSecond = 10, reason = "is it mended?" });

        redelivery.GetProperty("state").GetString().ShouldBe("Stopped");
        redelivery.GetProperty("cameBack").GetInt32().ShouldBe(1);
        redelivery.GetProperty("note").GetString().ShouldBe($"Came back: PaymentReceived {ids[12]}: Poison: again");
        // The batch that it was in, and at most the next.
        deadLetters.Arrivals.Count.ShouldBeInRange(20, 30);
        // Nothing is lost, and the one that came back says so.
        (await deadLetters.IdsAsync()).ShouldBe([.. ids.Skip(deadLetters.Arrivals.Count), ids[12]]);
        var group = (await deadLetters.LookAsync("exceptionType=Poison")).GetProperty("messages").EnumerateArray().ShouldHaveSingleItem();
        group.GetProperty("redeliveries").GetInt32().ShouldBe(1);
        group.GetProperty("redelivery").GetString().ShouldBe(redelivery.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Should_go_on_when_told_to()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        for (var i = 0; i < 20; i++)
            await deadLetters.BuryAsync();
        await deadLetters.OpenOriginAsync(_ => true);

        var redelivery = await deadLetters.RedeliveredAsync(new { ratePerSecond = 10, stopOnRepeat = false, reason = "all the same" });

        redelivery.GetProperty("state").GetString().ShouldBe("Completed");
        // The first ten had the time of the second batch; of that one it counts those that fail within the second which it waits.
        redelivery.GetProperty("cameBack").GetInt32().ShouldBeInRange(10, 20);
        await Poll.UntilAsync(deadLetters.IdsAsync, ids => ids.Count == 20, "all have come back");
        deadLetters.Arrivals.Count.ShouldBe(20, "each once: what comes back is not taken again");
    }

    [Fact]
    public async Task Should_keep_them_when_there_is_no_queue_to_go_to()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api, withOrigin: false);
        var ids = new[] { await deadLetters.BuryAsync(), await deadLetters.BuryAsync() };

        var redelivery = await deadLetters.RedeliveredAsync(new { reason = "nobody is there" });

        redelivery.GetProperty("state").GetString().ShouldBe("Failed");
        redelivery.GetProperty("redelivered").GetInt32().ShouldBe(0);
        (await deadLetters.IdsAsync()).ShouldBe(ids);
    }

    [Fact]
    public async Task Should_do_one_at_a_time_and_outlive_one_that_died()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        await deadLetters.BuryAsync();
        var dead = Guid.NewGuid();
        await api.Database.ExecuteAsync("INSERT INTO ordering.redeliveries (id, queue, filter, rate_per_second, stop_on_repeat, requested_by, reason) VALUES ($1, $2, '{}', 1, true, 'x', 'y')", dead, deadLetters.Queue);

        await (await deadLetters.RedeliverAsync(new { reason = "me too" })).ShouldRefuseAsync(409, "redelivery-running");
        await api.Database.ExecuteAsync("UPDATE ordering.redeliveries SET alive_at = now() - interval '1 minute' WHERE id = $1", dead);
        (await deadLetters.RedeliveredAsync(new { reason = "now" })).GetProperty("state").GetString().ShouldBe("Completed");

        var ended = await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/dead-letters/redeliveries/{dead}")).ShouldAnswerAsync(200);
        ended.GetProperty("state").GetString().ShouldBe("Interrupted");
    }

    [Fact]
    public async Task Should_be_told_why()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        await deadLetters.BuryAsync();

        await (await deadLetters.RedeliverAsync(new { })).ShouldRefuseAsync(400, "invalid-request");
        await (await deadLetters.RedeliverAsync(new { reason = "x", ratePerSecond = 0 })).ShouldRefuseAsync(400, "invalid-request");
        await (await deadLetters.RedeliverAsync(new { reason = "x" }, "not a name\u007f")).ShouldRefuseAsync(400, "invalid-request");

        (await deadLetters.IdsAsync()).Count.ShouldBe(1);
        (await api.Database.ScalarAsync<long>("SELECT count(*) FROM ordering.redeliveries WHERE queue = $1", deadLetters.Queue)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_say_in_a_dry_run_what_each_would_do_and_do_nothing()
    {
        await using var deadLetters = await DeadLetterQueue.CreateAsync(api);
        await deadLetters.OpenOriginAsync();
        var product = await api.OpenSaleAsync();
        var (ended, waiting) = (Guid.NewGuid(), Guid.NewGuid());
        await api.SagaTakesAsync(ended, product, "Expired");
        await api.SagaTakesAsync(waiting, product);
        var payment = new { orderId = waiting, paymentId = "pay_1", amount = 20.00m, currency = "EUR" };
        await deadLetters.BuryAsync("PaymentReceived", message: payment);
        await deadLetters.BuryAsync("PaymentDeclined", ended);
        await deadLetters.BuryAsync("StockRejected", ended);

        var dryRun = await (await deadLetters.RedeliverAsync(new { dryRun = true })).ShouldAnswerAsync(200);

        dryRun.GetProperty("wouldRedeliver").GetInt32().ShouldBe(3);
        dryRun.GetProperty("messages").EnumerateArray().Select(letter => letter.GetProperty("forecast").GetProperty("outcome").GetString()).ShouldBe(["Acts", "Nothing", "ComesBack"]);
        dryRun.GetProperty("outcomes").GetProperty("ComesBack").GetInt32().ShouldBe(1);
        (await deadLetters.IdsAsync()).Count.ShouldBe(3);
        deadLetters.Arrivals.ShouldBeEmpty();
    }
}
