using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using FlashSale.Admission.Scripts;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>Requests of one sale in one call of the script: each is decided by itself, in the order in which they were given.</summary>
public sealed class When_requests_share_a_call : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public async Task InitializeAsync() => await _admission.OpenAsync(sale => sale with { TotalStock = 4 });

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_give_each_its_own_outcome_and_its_own_intent()
    {
        var replies = await AskAsync(
            _admission.Request("alice", 2, key: "k", email: "alice@example.org"),
            _admission.Request("alice", 2, key: "k", email: "alice@example.org"),
            _admission.Request("alice", 1, key: "k"),
            _admission.Request("alice", 1),
            _admission.Request("bob", 1, address: "192.0.2.1"),
            _admission.Request("carol", 2, key: "k"),
            _admission.Request("carol", 1, key: "k"));

        replies.Select(reply => reply.Outcome).ShouldBe([
            AdmissionOutcome.Accepted, AdmissionOutcome.Replayed, AdmissionOutcome.IdempotencyKeyReused, AdmissionOutcome.PurchaseLimit,
            AdmissionOutcome.Accepted, AdmissionOutcome.SoldOut, AdmissionOutcome.Accepted]);
        replies[1].OrderId.ShouldBe(replies[0].OrderId);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(0, 4, 3, 0, 1, 1));
        foreach (var reply in new[] { replies[0], replies[4], replies[6] })
            (await _admission.Sales.FindReservationAsync(reply.OrderId, [_admission.ProductId], default)).ShouldBe(reply.Order);
    }

    [Fact]
    public async Task Should_draw_from_the_same_bucket_and_the_same_second()
    {
        await _admission.ChangeAsync(sale => sale with { GlobalRate = 3, PerCustomerLimit = 4, Settings = new() { Version = 1, UserBurst = 2, UserRate = 1 } });

        var replies = await AskAsync(_admission.Request("alice"), _admission.Request("alice"), _admission.Request("alice"), _admission.Request("bob"), _admission.Request("carol"));

        replies.Select(reply => reply.Rate?.Policy).ShouldBe([null, null, "user", null, "sale"]);
        (await _admission.BooksAsync()).Reserved.ShouldBe(3);
    }

    [Fact]
    public async Task Should_refuse_only_the_one_whose_deadline_has_passed()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var replies = await AskAsync([_admission.Request("alice"), _admission.Request("bob")], [now - 5_000, now + 60_000]);
        replies.Select(reply => reply.Outcome).ShouldBe([AdmissionOutcome.Late, AdmissionOutcome.Accepted]);
    }

    [Fact]
    public async Task Should_keep_the_others_and_the_books_when_one_fails()
    {
        await _admission.Redis.StringSetAsync(new SaleKeys(_admission.ProductId).Buyer("bob"), "not a hash");
        AdmissionRequest[] requests = [_admission.Request("alice"), _admission.Request("bob"), _admission.Request("carol")];

        var answer = await SendAsync(requests, [.. requests.Select(_ => long.MaxValue / 2)]);

        AdmitCall.ReplyTo(requests[0], answer, 0).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        Should.Throw<InvalidOperationException>(() => AdmitCall.ReplyTo(requests[1], answer, 1)).Message.ShouldContain("WRONGTYPE");
        AdmitCall.ReplyTo(requests[2], answer, 2).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot(2, 2, 2, 0, 1, 1));
    }

    Task<AdmissionReply[]> AskAsync(params AdmissionRequest[] requests) => AskAsync(requests, [.. requests.Select(_ => long.MaxValue / 2)]);

    async Task<AdmissionReply[]> AskAsync(AdmissionRequest[] requests, long[] deadlines)
    {
        var answer = await SendAsync(requests, deadlines);
        return [.. requests.Select((request, index) => AdmitCall.ReplyTo(request, answer, index))];
    }

    async Task<RedisResult[]> SendAsync(AdmissionRequest[] requests, long[] deadlines) =>
        (await _admission.Connection.RunAsync(RedisScript.Admit, AdmitCall.KeysOf(requests), AdmitCall.ValuesOf(requests, deadlines, _admission.Connection.Server, 0), default)).Items();
}
