using System.Globalization;
using FlashSale.Ordering.Sagas.Tests.Host;
using FlashSale.TestKit;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>Of a running host, by HTTP, as Prometheus reads them.</summary>
public sealed class When_the_sagas_metrics_are_read(SagasHost host) : IClassFixture<SagasHost>
{
    [Fact]
    public async Task Should_tell_what_the_messaging_tables_did()
    {
        var before = await DeliveredAsync();
        var inventory = await TestServices.StartInventoryAsync(host.Broker.Address, TimeSpan.FromMinutes(15));
        var order = NewId.NextSequentialGuid();
        await host.PublishAsync(TestSubmission.Of(order));
        await Poll.UntilAsync(() => host.StateOfAsync(order), state => state == "AwaitingPayment", "AwaitingPayment", TimeSpan.FromSeconds(30));

        await Poll.UntilAsync(DeliveredAsync, delivered => delivered > before, "AllocateStock counted as delivered");
        await inventory.StopAsync();
    }

    async Task<double> DeliveredAsync()
    {
        const string Counter = "messaging_outbox_delivered_total ";
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(host.Address, "/metrics"));
        var line = page.Split('\n').SingleOrDefault(line => line.StartsWith(Counter, StringComparison.Ordinal));
        line.ShouldNotBeNull("not on the page");
        return double.Parse(line[Counter.Length..], CultureInfo.InvariantCulture);
    }
}
