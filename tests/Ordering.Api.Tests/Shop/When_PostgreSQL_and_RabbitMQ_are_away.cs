using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop;

/// <summary>An instance is ready when it can decide orders, and that takes Redis alone once sales and schema are read.</summary>
[Collection(ApiUnderTest.Collection)]
public sealed class When_PostgreSQL_and_RabbitMQ_are_away(ApiUnderTest api)
{
    [Fact]
    public async Task Should_stay_ready_and_take_orders()
    {
        var product = await api.OpenSaleAsync(totalStock: 5, perCustomerLimit: 5);
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(api.Database.ConnectionString);
        await using var wire = new TcpProxy(connection.Host!, connection.Port);
        await using var broker = new TcpProxy(api.Broker.Address.Host, api.Broker.Address.Port);
        await using var instance = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?>
        {
            ["FLASHSALE_POSTGRES"] = $"postgresql://{connection.Username}:{connection.Password}@127.0.0.1:{wire.Port}/{connection.Database}",
            ["FLASHSALE_RABBITMQ"] = new UriBuilder(api.Broker.Address) { Host = "127.0.0.1", Port = broker.Port }.Uri.ToString(),
        });
        using var http = new HttpClient { BaseAddress = instance.Address };
        http.DefaultRequestHeaders.Add("X-User-ID", "alice");

        await Poll.UntilAsync(() => HealthAsync(http), health => health == (HttpStatusCode.OK, "Healthy", "Healthy"), "ready");
        wire.Close();
        broker.Close();
        var health = await Poll.UntilAsync(() => HealthAsync(http), health => health.Postgres != "Healthy", "without PostgreSQL");
        health.ShouldBe((HttpStatusCode.OK, "Degraded", "Degraded"));
        (await http.PostAsync($"/api/flash-sales/{product}/order", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        wire.Open();
        broker.Open();
    }

    [Fact]
    public async Task Should_become_ready_without_RabbitMQ_and_connect_when_it_comes()
    {
        var product = await api.OpenSaleAsync(totalStock: 5, perCustomerLimit: 5);
        await using var broker = new TcpProxy(api.Broker.Address.Host, api.Broker.Address.Port);
        broker.Close();
        await using var instance = await ApiHost.StartAsync(api.Database, api.Broker, new Dictionary<string, string?>
        {
            ["FLASHSALE_RABBITMQ"] = new UriBuilder(api.Broker.Address) { Host = "127.0.0.1", Port = broker.Port }.Uri.ToString(),
            ["FLASHSALE_WARM_UP_SECONDS"] = "60",
        }).WaitAsync(TimeSpan.FromSeconds(20));
        using var http = new HttpClient { BaseAddress = instance.Address };
        http.DefaultRequestHeaders.Add("X-User-ID", "alice");

        (await HealthAsync(http)).ShouldBe((HttpStatusCode.OK, "Degraded", "Healthy"));
        (await http.PostAsync($"/api/flash-sales/{product}/order", content: null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        broker.Open();
        await Poll.UntilAsync(() => HealthAsync(http), health => health == (HttpStatusCode.OK, "Healthy", "Healthy"), "connected", TimeSpan.FromSeconds(40));
    }

    static async Task<(HttpStatusCode Status, string? Overall, string? Postgres)> HealthAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready");
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, report.GetProperty("status").GetString(), report.GetProperty("checks").GetProperty("postgres").GetProperty("status").GetString());
    }
}
