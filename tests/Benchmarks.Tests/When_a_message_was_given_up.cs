using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using FlashSale.Benchmarks.Shared;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests;

public sealed class When_a_message_was_given_up : IAsyncLifetime
{
    readonly TestBroker _broker = new();
    readonly HttpClient _management = new();

    [Theory]
    [InlineData("order-state_error")]
    [InlineData("order-state_skipped")]
    public async Task Should_end_the_run(string queue)
    {
        using var deadLetters = new DeadLetters(Servers.Addresses.RabbitMqManagement, _broker.VirtualHost);
        await PutMessageAsync("order-state");
        await Poll.UntilAsync(CountedAsync, counted => counted, "RabbitMQ has counted the message");
        await deadLetters.RequireNoneAsync();

        await PutMessageAsync(queue);
        var fault = await Poll.UntilAsync(() => Record.ExceptionAsync(deadLetters.RequireNoneAsync), fault => fault is not null, "RabbitMQ has counted the dead letter");
        fault.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain($"1 in {queue}");
    }

    public Task InitializeAsync()
    {
        var management = Servers.Addresses.RabbitMqManagement;
        _management.BaseAddress = new Uri($"{management.Scheme}://{management.Authority}");
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        return _broker.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        _management.Dispose();
        await _broker.DisposeAsync();
    }

    async Task PutMessageAsync(string queue)
    {
        (await _management.PutAsJsonAsync($"api/queues/{_broker.VirtualHost}/{queue}", new { durable = true })).EnsureSuccessStatusCode();
        (await _management.PostAsJsonAsync($"api/exchanges/{_broker.VirtualHost}/amq.default/publish", new { properties = new { }, routing_key = queue, payload = "a message", payload_encoding = "string" })).EnsureSuccessStatusCode();
    }

    async Task<bool> CountedAsync() => (await _management.GetStringAsync($"api/queues/{_broker.VirtualHost}?columns=messages")).Contains("\"messages\":1", StringComparison.Ordinal);
}
