using FlashSale.Admission.Admit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_refuses_to_write : IAsyncLifetime
{
    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;
    AdmissionReply _first = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync();
        _first = await _admission.AdmitAsync("first", key: "k");
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    // Out of memory, a replica after a failover, too few replicas.
    [InlineData("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    [InlineData("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    public async Task Should_answer_unreachable_and_leave_no_trace(string fault, string cure)
    {
        var before = await _admission.TracesAsync();
        (await _server.SayAsync(fault)).ShouldStartWith("+OK");

        (await _admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        (await _server.SayAsync(cure)).ShouldStartWith("+OK");
        (await _admission.TracesAsync()).ShouldBe(before);
        (await _admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_release_though_the_memory_is_full()
    {
        (await _server.SayAsync("CONFIG SET maxmemory 1")).ShouldStartWith("+OK");

        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, _first.OrderId, default)).ShouldBeTrue();
        (await _admission.BooksAsync()).Available.ShouldBe(10);
    }

    [Fact]
    public async Task Should_fail_a_release_on_a_replica_as_a_fault_of_infrastructure()
    {
        (await _server.SayAsync("REPLICAOF 127.0.0.1 1")).ShouldStartWith("+OK");

        await Should.ThrowAsync<RedisUnavailableException>(_admission.Stock.ReleaseAsync(_admission.ProductId, 1, _first.OrderId, default));
    }

    [Fact]
    public async Task Should_send_the_text_of_scripts_that_it_forgot()
    {
        (await _server.SayAsync("SCRIPT FLUSH")).ShouldStartWith("+OK");

        (await _admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await _admission.Stock.ReleaseAsync(_admission.ProductId, 1, _first.OrderId, default)).ShouldBeTrue();
    }
}
