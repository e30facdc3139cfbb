using FlashSale.Admission.Admit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_Redis_refuses_to_write : OwnRedisSituation
{
    [Theory]
    // Out of memory, a replica after a failover, too few replicas.
    [InlineData("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0")]
    [InlineData("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE")]
    [InlineData("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0")]
    public async Task Should_answer_unreachable_and_leave_no_trace(string fault, string cure)
    {
        var before = await Admission.TracesAsync();
        (await Server.SayAsync(fault)).ShouldStartWith("+OK");

        (await Admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Unreachable);

        (await Server.SayAsync(cure)).ShouldStartWith("+OK");
        (await Admission.TracesAsync()).ShouldBe(before);
        await Admission.BackAsync();
        (await Admission.AdmitAsync("alice", key: "k")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_release_though_the_memory_is_full()
    {
        (await Server.SayAsync("CONFIG SET maxmemory 1")).ShouldStartWith("+OK");

        (await Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default)).ShouldBeTrue();
        (await Admission.BooksAsync()).Available.ShouldBe(10);
    }

    [Fact]
    public async Task Should_fail_a_release_on_a_replica_as_a_fault_of_infrastructure()
    {
        (await Server.SayAsync("REPLICAOF 127.0.0.1 1")).ShouldStartWith("+OK");

        await Should.ThrowAsync<RedisUnavailableException>(Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default));
    }

    [Fact]
    public async Task Should_send_the_text_of_scripts_that_it_forgot()
    {
        (await Server.SayAsync("SCRIPT FLUSH")).ShouldStartWith("+OK");

        (await Admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await Admission.Stock.ReleaseAsync(Admission.ProductId, 1, First.OrderId, default)).ShouldBeTrue();
    }
}
