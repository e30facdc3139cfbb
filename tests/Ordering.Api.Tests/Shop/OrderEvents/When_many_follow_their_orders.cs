using System.Net.Sockets;
using System.Text;
using FlashSale.Ordering.Api.Shop.OrderEvents;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.OrderEvents;

public sealed class When_many_follow_their_orders
{
    const int Many = 500;

    [Fact]
    public async Task Should_tell_each_of_500_its_own_and_look_for_all_at_once()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        Guid[] orders = [.. Enumerable.Range(0, Many).Select(_ => Guid.NewGuid())];
        await Task.WhenAll(orders.Select(id => broken.Api.SagaBeginsAsync(id, product, $"{id}")));
        var clients = await Task.WhenAll(orders.Select(id => OrderEventClient.FollowAsync(broken.Http, id, $"{id}")));
        broken.Services.GetRequiredService<OrderStreamMetrics>().Open.ShouldBe(Many);

        // Statements that name the tables, on this instance's own wire to PostgreSQL.
        var looks = 0;
        broken.Postgres.OnRequest = _ =>
        {
            Interlocked.Increment(ref looks);
            return Task.CompletedTask;
        };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Poll.UntilAsync(() => Task.FromResult(clock.Elapsed), elapsed => elapsed > TimeSpan.FromSeconds(2), "eight looks' time is over");
        // Eight looks, the list of sales, health, the messaging loops: nothing that grows with the clients.
        looks.ShouldBeInRange(6, 120);

        string[] life = ["AwaitingPayment", "Confirmed", "Completed"];
        foreach (var state in life)
            await Task.WhenAll(orders.Select(id => broken.Api.SagaMovesAsync(id, state)));
        foreach (var told in await Task.WhenAll(clients.Select(client => client.RestAsync())))
            told.Select(one => one.Status).ShouldBe(["Allocating", .. life]);
        await ShouldHaveOpenAsync(broken.Services, 0);
    }

    [Fact]
    public async Task Should_go_on_after_an_outage_of_PostgreSQL()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var (product, id) = (await broken.Api.OpenSaleAsync(), Guid.NewGuid());
        await broken.Api.SagaBeginsAsync(id, product);
        await using var client = await OrderEventClient.FollowAsync(broken.Http, id);
        (await client.NextAsync())!.Value.Status.ShouldBe("Allocating");
        broken.Postgres.Cut();
        await broken.Api.SagaMovesAsync(id, "AwaitingPayment");
        (await OrderEventClient.RefusedAsync(broken.Http, id, 503, "temporarily-unavailable")).Dispose();
        await broken.Api.SagaMovesAsync(id, "Confirmed");
        broken.Postgres.Join();
        (await client.NextAsync())!.Value.Status.ShouldBe("AwaitingPayment");
        (await client.NextAsync())!.Value.Status.ShouldBe("Confirmed");
    }

    [Fact]
    public async Task Should_refuse_one_too_many_until_another_leaves()
    {
        var api = new ApiUnderTest();
        await api.InitializeAsync();
        await using (var small = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?> { ["FLASHSALE_ORDER_STREAMS"] = "2" }))
        {
            using var http = new HttpClient { BaseAddress = small.Address };
            var id = Guid.NewGuid();
            await api.SagaBeginsAsync(id, "any");
            await using var stays = await OrderEventClient.FollowAsync(http, id);
            await using (var leaves = await OrderEventClient.FollowAsync(http, id))
            {
                using var refused = await OrderEventClient.RefusedAsync(http, id, 503, "temporarily-unavailable");
                refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(5));
            }

            await ShouldHaveOpenAsync(small.Services, 1);
            await using var comes = await OrderEventClient.FollowAsync(http, id);
        }

        await api.DisposeAsync();
    }

    [Fact]
    public async Task Should_end_the_streams_when_the_service_stops()
    {
        var api = new ApiUnderTest();
        await api.InitializeAsync();
        await using var stopping = await ApiHost.StartAsync(api.Database, api.Broker);
        using var http = new HttpClient { BaseAddress = stopping.Address };
        var id = Guid.NewGuid();
        await api.SagaBeginsAsync(id, "any");
        await using var client = await OrderEventClient.FollowAsync(http, id);
        (await client.NextAsync())!.Value.Status.ShouldBe("Allocating");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await stopping.DisposeAsync();
        // An end of the stream as it should be, not a broken connection.
        (await client.NextAsync()).ShouldBeNull();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Should_cut_off_one_that_does_not_read_and_beat_for_one_that_does()
    {
        await using var broken = await ApiWithCutWires.StartAsync(services => services.AddSingleton<TimeProvider>(new FastClock(speed: 20)));
        var (idle, flooded) = (Guid.NewGuid(), Guid.NewGuid());
        await broken.Api.SagaBeginsAsync(idle, "any");
        await broken.Api.SagaBeginsAsync(flooded, "any");
        using var patient = await ConnectAsync(broken, idle, receiveBuffer: 64 * 1024);
        using var deaf = await ConnectAsync(broken, flooded, receiveBuffer: 2 * 1024);
        await ShouldHaveOpenAsync(broken.Services, 2);

        // So much that no buffer between here and there holds it all.
        await broken.Api.Database.ExecuteAsync("""
            INSERT INTO ordering.timeline (order_id, from_state, to_state, event)
            SELECT $1, CASE n % 2 WHEN 0 THEN 'Releasing' ELSE 'Allocating' END, CASE n % 2 WHEN 0 THEN 'Allocating' ELSE 'Releasing' END, 'Moved' FROM generate_series(1, 40000) n
            """, flooded);
        await ShouldHaveOpenAsync(broken.Services, 1);
        using var reader = new StreamReader(patient.GetStream(), Encoding.UTF8);
        var beats = 0;
        while (beats < 3)
            beats += (await reader.ReadLineAsync().WaitAsync(Poll.DefaultTimeout)).ShouldNotBeNull() == ":" ? 1 : 0;

        using var page = await broken.Http.GetAsync("/metrics");
        var metrics = await page.Content.ReadAsStringAsync();
        metrics.ShouldContain("flashsale_order_streams_dropped_total 1");
        // Its figure counts the streams of the other doors of this process, too.
        metrics.ShouldContain("flashsale_order_streams_open ");
    }

    static async Task<TcpClient> ConnectAsync(ApiWithCutWires broken, Guid orderId, int receiveBuffer)
    {
        var client = new TcpClient { ReceiveBufferSize = receiveBuffer };
        await client.ConnectAsync(broken.Http.BaseAddress!.Host, broken.Http.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/orders/{orderId}/events HTTP/1.1\r\nHost: api\r\nX-User-ID: alice\r\n\r\n"));
        return client;
    }

    static Task<int> ShouldHaveOpenAsync(IServiceProvider services, int count) =>
        Poll.UntilAsync(() => Task.FromResult(services.GetRequiredService<OrderStreamMetrics>().Open), open => open == count, $"{count} streams are open", TimeSpan.FromSeconds(40));
}
