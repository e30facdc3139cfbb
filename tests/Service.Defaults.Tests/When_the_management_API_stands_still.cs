using System.Net;
using System.Net.Sockets;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.ServiceDefaults.Tests;

public sealed class When_the_management_API_stands_still : IDisposable
{
    /// <summary>Takes connections and never answers.</summary>
    readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    readonly HttpClient _http = new();
    readonly BrokerManagement _broker;

    public When_the_management_API_stands_still()
    {
        _silent.Start();
        _http.BaseAddress = new($"http://{_silent.LocalEndpoint}");
        _broker = new(_http, Servers.Addresses);
    }

    public void Dispose()
    {
        _http.Dispose();
        _silent.Dispose();
    }

    [Fact]
    public async Task Should_be_as_one_that_is_not_there()
    {
        _http.Timeout = TimeSpan.FromMilliseconds(100);
        var fault = await Should.ThrowAsync<HttpRequestException>(() => _broker.QueueNamesAsync(CancellationToken.None));
        fault.Message.ShouldBe("RabbitMQ's management API did not reply within 0.1 s.");
        InfrastructureFault.Is(fault).ShouldBeTrue();
        await Should.ThrowAsync<HttpRequestException>(() => _broker.CountMessagesAsync("any", CancellationToken.None));
    }

    [Fact]
    public async Task Should_be_left_by_a_caller_that_gives_up()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(() => _broker.QueueNamesAsync(giveUp.Token));
    }
}
