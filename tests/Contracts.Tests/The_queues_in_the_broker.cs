using System.Text.Json;
using FlashSale.Inventory;
using FlashSale.Notifications;
using FlashSale.Ordering.Api;
using FlashSale.Ordering.Sagas;
using MassTransit;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

[Collection(RunningHosts.Collection)]
public sealed class The_queues_in_the_broker(RunningHosts hosts)
{
    /// <summary>A renamed consumer would leave its old queue behind, with all that is in it.</summary>
    [Fact]
    public async Task Should_have_the_approved_names() =>
        Approval.Verify("queues.txt", string.Concat((await hosts.QueuesAsync()).Select(queue => $"{queue}\n")));

    [Fact]
    public async Task Should_be_bound_as_approved() =>
        Approval.Verify("bindings.txt", string.Concat((await hosts.BindingsAsync()).Select(binding => $"{binding}\n")));

    [Fact]
    public async Task Should_have_one_for_every_consumer_and_saga_that_is_written()
    {
        var names = KebabCaseEndpointNameFormatter.Instance;
        var written = new[] { typeof(OrderingApi), typeof(OrderingSagas), typeof(InventoryRegistration), typeof(NotificationsRegistration) }
            .SelectMany(host => host.Assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .Select(type => type.IsAssignableTo(typeof(ISaga)) ? NameOf(nameof(names.Saga), type) : type.IsAssignableTo(typeof(IConsumer)) ? NameOf(nameof(names.Consumer), type) : null)
            .OfType<string>().Order(StringComparer.Ordinal);

        (await hosts.QueuesAsync()).ShouldBe(written);

        string NameOf(string method, Type type) => (string)typeof(IEndpointNameFormatter).GetMethod(method)!.MakeGenericMethod(type).Invoke(names, null)!;
    }

    [Fact]
    public async Task Should_all_be_under_the_fault_policy()
    {
        var endpoints = hosts.Buses.SelectMany(EndpointsOf).ToArray();
        var consuming = endpoints.Where(text => text.Contains("\"consumer\"", StringComparison.Ordinal) || text.Contains("\"saga\"", StringComparison.Ordinal)).ToArray();
        consuming.Length.ShouldBe((await hosts.QueuesAsync()).Count);
        consuming.ShouldAllBe(text => text.Contains("waitWhileServersAreAway", StringComparison.Ordinal));

        static IEnumerable<string> EndpointsOf(IBus bus)
        {
            var endpoints = JsonSerializer.SerializeToElement(bus.GetProbeResult().Results).GetProperty("bus").GetProperty("host").GetProperty("receiveEndpoint");
            return endpoints.ValueKind == JsonValueKind.Array ? endpoints.EnumerateArray().Select(one => one.GetRawText()) : [endpoints.GetRawText()];
        }
    }
}
