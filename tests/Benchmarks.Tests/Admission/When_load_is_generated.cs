using System.Collections.Concurrent;
using FlashSale.Benchmarks.Admission.Open;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Admission;

public sealed class When_load_is_generated
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Should_send_each_request_once_and_keep_each_answer(int threads)
    {
        var users = new ConcurrentQueue<string>();
        await using var server = await LoadedServer.StartAsync(async context =>
        {
            var user = context.Request.Headers["X-User-ID"].ToString();
            users.Enqueue($"{user} {await context.Request.ReadFromJsonAsync<Dictionary<string, object>>() is { Count: 2 }}");
            context.Response.StatusCode = int.Parse(user.Split('-')[1]) % 10 == 0 ? 409 : 202;
            await context.Response.WriteAsJsonAsync(context.Response.StatusCode == 409 ? (object)new { code = "sold-out" } : new { orderId = GuidOf(user) });
        });
        var load = await Generator.RunAsync("test", server.Address, Plan(server, count: 1_000, every: 200, connections: 10, threads));

        users.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 1_000).Select(i => $"user-{i} True").Order(StringComparer.Ordinal));
        load.Requests.ShouldBe(1_000);
        load.ToFigures().Select(one => (one.Name, one.Count)).ShouldBe([("all", 1_000), ("202", 900), ("409 sold-out", 100)]);
        for (var i = 0; i < 1_000; i++)
        {
            load.Outcomes[load.Answers[i].Outcome].ShouldBe(i % 10 == 0 ? "409 sold-out" : "202");
            load.Answers[i].OrderId.ShouldBe(i % 10 == 0 ? Guid.Empty : GuidOf($"user-{i}"));
            load.Answers[i].SentAt.ShouldBeGreaterThanOrEqualTo(i * 200);
        }
    }

    [Fact]
    public async Task Should_count_the_time_that_a_request_had_to_wait_for_its_turn()
    {
        // 20 requests are due within 20 ms on one connection, the first takes 300 ms: all the others are late, which a closed loop would not see.
        var answered = 0;
        await using var server = await LoadedServer.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref answered) == 1)
                await Task.Delay(300);
            await context.Response.WriteAsJsonAsync(new { });
        });
        var load = await Generator.RunAsync("test", server.Address, Plan(server, count: 20, every: 1_000, connections: 1, threads: 1));

        load.All.Count.ShouldBe(20);
        load.All.Percentile(0.05).ShouldBeGreaterThan(270_000);
    }

    [Fact]
    public async Task Should_send_the_next_when_one_is_answered_in_a_closed_loop()
    {
        var (now, most, all) = (0, 0, 0);
        await using var server = await LoadedServer.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            Interlocked.Increment(ref all);
            await context.Response.WriteAsJsonAsync(new { });
            Interlocked.Decrement(ref now);
        });
        var plan = Plan(server, count: 10, every: 0, connections: 4, threads: 2) with { DueAt = null, Length = TimeSpan.FromSeconds(1) };
        var load = await Generator.RunAsync("test", server.Address, plan);

        load.ToFigures().ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Name.ShouldBe("200"), one => one.Count.ShouldBeGreaterThan(100));
        // What was on its way at the end is nobody's.
        load.Requests.ShouldBeInRange(all - 4, all);
        most.ShouldBeInRange(1, 4);
    }

    [Fact]
    public async Task Should_say_that_there_was_no_answer_and_go_on()
    {
        await using var server = await LoadedServer.StartAsync(async context =>
        {
            if (context.Request.Headers["X-User-ID"] == "user-3")
                context.Abort();
            else
                await context.Response.WriteAsJsonAsync(new { });
        });
        var load = await Generator.RunAsync("test", server.Address, Plan(server, count: 10, every: 1_000, connections: 1, threads: 1));

        load.ToFigures().Select(one => (one.Name, one.Count)).ShouldBe([("all", 10), ("200", 9), ("no answer", 1)]);
        load.Answers[3].Outcome.ShouldBe(OutcomeNames.Broken);
    }

    [Fact]
    public async Task Should_give_up_on_an_answer_that_does_not_come()
    {
        await using var server = await LoadedServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var load = await Generator.RunAsync("test", server.Address, Plan(server, count: 10, every: 1_000, connections: 3, threads: 1) with { Length = TimeSpan.FromMilliseconds(200) });

        load.ToFigures().ShouldHaveSingleItem().ShouldSatisfyAllConditions(one => one.Name.ShouldBe("no answer"), one => one.Count.ShouldBe(10));
    }

    static Guid GuidOf(string user) => new(int.Parse(user.Split('-')[1]) + 1, 0, 0, new byte[8]);

    static LoadPlan Plan(LoadedServer server, int count, int every, int connections, int threads)
    {
        var book = new RequestBook(server.Address);
        for (var i = 0; i < count; i++)
            book.AddOrder("product", $"user-{i}", i % 2 == 0 ? $"key-{i}" : null, $"user-{i}@example.com");
        return new(book, [.. Enumerable.Range(0, count).Select(i => (long)i * every)], connections, threads, TimeSpan.FromSeconds(10));
    }
}
