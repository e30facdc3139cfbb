using System.Diagnostics;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Admission;

[Collection(AloneCollection.Name)]
public sealed class When_Redis_is_unresponsive_under_load(ApiWithItsOwnRedis own) : IClassFixture<ApiWithItsOwnRedis>
{
    const int Buyers = 300;

    /// <summary>SIGSTOP stops the process with its connections open; CLIENT PAUSE stops its commands, all of them or those that write.</summary>
    [Theory]
    [InlineData("SIGSTOP", 10)]
    [InlineData("CLIENT PAUSE 4000 ALL", 4)]
    [InlineData("CLIENT PAUSE 4000 WRITE", 4)]
    public async Task Should_answer_all_in_time_and_take_orders_again_when_it_goes_on(string fault, int seconds)
    {
        var product = await own.OpenSaleAsync(totalStock: 1_000_000);
        await using var crowd = Crowd.Start(Buyers, user => own.OrderAsync(product, user));
        await crowd.AcceptedAsync(1_000);
        var (memory, threads) = (Environment.WorkingSet, ThreadPool.ThreadCount);

        var from = Stopwatch.GetTimestamp();
        await StandStillAsync(fault, TimeSpan.FromSeconds(seconds));
        var returned = Stopwatch.GetTimestamp();
        var (memoryAfter, threadsAfter) = (Environment.WorkingSet, ThreadPool.ThreadCount);
        var before = crowd.Count(CrowdAnswer.Accepted);
        await crowd.AcceptedAsync(before + Buyers, within: TimeSpan.FromSeconds(2));
        await crowd.StopAsync();

        crowd.ShouldHaveAnswersInTime(since: from);
        var meanwhile = crowd.Answers.Where(answer => answer.Asked > from && answer.Answered < returned).GroupBy(answer => answer.Code).ToDictionary(codes => codes.Key, codes => codes.Count());
        // What came after the first half second was not sent, so it was surely not taken; only probes were.
        meanwhile["temporarily-unavailable"].ShouldBeGreaterThan(500);
        meanwhile["outcome-unknown"].ShouldBeLessThan(2 * Buyers + 50);
        (memoryAfter - memory).ShouldBeLessThan(100 * 1024 * 1024);
        (threadsAfter - threads).ShouldBeLessThan(50);
        await BooksShouldBalanceAsync(product, crowd, totalStock: 1_000_000);
    }

    async Task StandStillAsync(string fault, TimeSpan stillness)
    {
        if (fault == "SIGSTOP")
            own.Redis.Freeze();
        else
            (await own.Redis.SayAsync(fault)).ShouldStartWith("+OK");
        await Task.Delay(stillness);
        if (fault == "SIGSTOP")
            own.Redis.Thaw();
    }

    /// <summary>No unit is held without an answer that explains it, and none that was promised is missing.</summary>
    async Task BooksShouldBalanceAsync(string product, Crowd crowd, int totalStock)
    {
        var held = await own.ReservationsAsync(product);
        held.Except(OrdersOf("accepted").Concat(OrdersOf("outcome-unknown"))).ShouldBeEmpty();
        OrdersOf("accepted").Except(held).ShouldBeEmpty();
        var books = (await own.Redis.SayAsync($"HMGET {{{product}}}:sale available reserved")).Split("\r\n");
        int.Parse(books[2]).ShouldBe(totalStock - held.Count);
        int.Parse(books[4]).ShouldBe(held.Count);

        IEnumerable<Guid> OrdersOf(string code) => crowd.Answers.Where(answer => answer.Code == code).Select(answer => answer.OrderId!.Value);
    }
}
