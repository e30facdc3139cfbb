using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Messaging;
using FlashSale.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.DeadLetters;

/// <summary>A real consumer under the one fault policy, whose letters lie where MassTransit put them.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_a_consumer_failed_for_good(ApiUnderTest api) : IAsyncLifetime
{
    const string Url = "/api/ops/dead-letters/ware_error";

    readonly Ware.State _state = new();
    WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(api.Database.ConnectionString);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{connection.Username}:{connection.Password}@{connection.Host}:{connection.Port}/{connection.Database}",
            ["FLASHSALE_REDIS"] = $"redis://{Servers.Addresses.Redis}",
            ["FLASHSALE_RABBITMQ"] = api.Broker.Address.ToString(),
            ["FLASHSALE_RABBITMQ_MANAGEMENT"] = Servers.Addresses.RabbitMqManagement.ToString(),
            ["FLASHSALE_RETRY_MILLISECONDS"] = "10",
            ["FLASHSALE_REDELIVERY_SECONDS"] = "0.05",
            ["FLASHSALE_DRAIN_SECONDS"] = "0",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddServiceDefaults("test");
        builder.AddBus("notifications", bus => bus.AddConsumer<Ware.Consumer, Ware.Definition>());
        builder.Services.AddSingleton(_state);
        _app = builder.Build();
        await _app.StartAsync();
        for (var i = 0; i < 3; i++)
            await _app.Services.GetRequiredService<IBus>().Publish(new Ware { OrderId = Guid.NewGuid() });
        await Poll.UntilAsync(() => api.Broker.CountAsync("ware_error"), count => count == 3, "three dead letters");
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Should_stop_at_once_while_it_still_fails_and_end_the_matter_when_it_is_mended()
    {
        // (1 + 1 retries) x (1 + 1 redeliveries), each.
        _state.Attempts.ShouldBe(12);

        var stopped = await RedeliveredAsync(new { limit = 1, reason = "is it mended?" });
        stopped.GetProperty("state").GetString().ShouldBe("Stopped");
        stopped.GetProperty("note").GetString()!.ShouldContain("System.InvalidOperationException: broken");
        // Its automatic redeliveries are used up: one delivery, and back.
        _state.Attempts.ShouldBe(14);
        (await api.Broker.CountAsync("ware_error")).ShouldBe(3);

        _state.Mended = true;
        var completed = await RedeliveredAsync(new { reason = "it is mended" });
        completed.GetProperty("state").GetString().ShouldBe("Completed");
        completed.GetProperty("redelivered").GetInt32().ShouldBe(3);
        _state.Attempts.ShouldBe(17);
        (await api.Broker.CountAsync("ware_error")).ShouldBe(0);
    }

    async Task<System.Text.Json.JsonElement> RedeliveredAsync(object body)
    {
        var begun = await (await api.OpsAsync(HttpMethod.Post, $"{Url}/redeliver", body)).ShouldAnswerAsync(202);
        return await Poll.UntilAsync(async () => await (await api.OpsAsync(HttpMethod.Get, $"/api/ops/dead-letters/redeliveries/{begun.GetProperty("id")}")).ShouldAnswerAsync(200),
            redelivery => redelivery.GetProperty("state").GetString() != "Running", "the redelivery has ended");
    }
}
