using FlashSale.Admission.Admit;
using FlashSale.Admission.OlderData;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>It stays connected and answers, and refuses every write.</summary>
public sealed class When_Redis_becomes_a_replica : IAsyncLifetime
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    RedisProcess _server = null!;
    RedisProcess _other = null!;
    TcpProxy _address = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        (_server, _other) = (await RedisProcess.StartNewAsync(), await RedisProcess.StartNewAsync());
        _address = new("127.0.0.1", _server.Port);
        _admission = await new AdmissionUnderTest($"127.0.0.1:{_address.Port}", _server.Address).OpenAsync();
        await Poll.UntilAsync(() => _admission.AdmitAsync("first"), reply => reply.Outcome is AdmissionOutcome.Accepted, "the first order is in");
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _address.DisposeAsync();
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_left_for_the_primary_at_its_address()
    {
        (await _other.SayAsync($"REPLICAOF 127.0.0.1 {_server.Port}")).ShouldStartWith("+OK");
        await Poll.UntilAsync(() => _other.SayAsync("INFO replication"), info => info.Contains("master_link_status:up", StringComparison.Ordinal), "the other has a copy");
        (await _other.SayAsync("REPLICAOF NO ONE")).ShouldStartWith("+OK");
        (await _server.SayAsync($"REPLICAOF 127.0.0.1 {_other.Port}")).ShouldStartWith("+OK");
        await Poll.UntilAsync(() => _admission.AdmitAsync("alice"), reply => reply.Outcome is AdmissionOutcome.Unreachable, "it refuses");

        _address.LeadTo("127.0.0.1", _other.Port);

        await AdmitsSoonAsync();
        (await _other.SayAsync($"HLEN {{{_admission.ProductId}}}:reservations")).ShouldStartWith(":2");
    }

    [Fact]
    public async Task Should_be_taken_again_when_it_is_promoted()
    {
        (await _server.SayAsync("REPLICAOF 127.0.0.1 1")).ShouldStartWith("+OK");
        await Poll.UntilAsync(() => _admission.AdmitAsync("alice"), reply => reply.Outcome is AdmissionOutcome.Unreachable, "it refuses");
        // As long as a failover may take, with buyers that ask all the time.
        var until = DateTimeOffset.UtcNow.AddSeconds(3);
        while (DateTimeOffset.UtcNow < until)
            (await _admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        (await _server.SayAsync("REPLICAOF NO ONE")).ShouldStartWith("+OK");

        await AdmitsSoonAsync();
    }

    [Fact]
    public async Task Should_be_found_without_a_buyer()
    {
        (await _server.SayAsync("REPLICAOF 127.0.0.1 1")).ShouldStartWith("+OK");
        (await _admission.Confirmation.FindServerAsync()).ShouldBeNull();
        _address.LeadTo("127.0.0.1", _other.Port);

        await Poll.UntilAsync(_admission.ConfirmAsync, outcome => outcome is ConfirmSaleOutcome.NotLoaded, "the other server, which has nothing", Soon);
    }

    /// <summary>A promoted server is another one: its data is compared first, as the hosts do.</summary>
    Task<AdmissionReply> AdmitsSoonAsync() => Poll.UntilAsync(async () =>
    {
        await _admission.ConfirmAsync();
        return await _admission.AdmitAsync("alice");
    }, reply => reply.Outcome is AdmissionOutcome.Accepted, "orders are taken", Soon);
}
