using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_a_crowd_asks_at_once : IAsyncLifetime
{
    const int Crowd = 400;

    RedisProcess _server = null!;
    AdmissionUnderTest _admission = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisProcess.StartNewAsync();
        _admission = await new AdmissionUnderTest(_server.Address).OpenAsync(sale => sale with { TotalStock = Crowd / 2 });
        (await _admission.AdmitAsync("first")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    public async Task DisposeAsync()
    {
        await _admission.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Should_share_calls_and_give_each_its_own_answer()
    {
        var calls = await _server.ScriptCallsAsync();

        var requests = Enumerable.Range(0, Crowd).Select(buyer => _admission.Request($"buyer-{buyer}", key: "k")).ToList();
        var replies = await Task.WhenAll(requests.Select(request => _admission.Admission.AdmitAsync(request, default)));

        (await _server.ScriptCallsAsync() - calls).ShouldBeLessThan(Crowd / 4);
        // A machine that is slow at this moment may refuse some as not taken.
        replies.ShouldAllBe(reply => reply.Outcome == AdmissionOutcome.Accepted || reply.Outcome == AdmissionOutcome.SoldOut || reply.Outcome == AdmissionOutcome.Unreachable);
        replies.Select(reply => reply.OrderId).ShouldBe(requests.Select(request => request.OrderId));
        foreach (var (request, reply) in requests.Zip(replies).Where(pair => pair.Second.Outcome == AdmissionOutcome.Accepted))
            reply.Order!.UserId.ShouldBe(request.UserId);
        var taken = 1 + replies.Count(reply => reply.Outcome == AdmissionOutcome.Accepted);
        taken.ShouldBeGreaterThan(Crowd / 4);
        (await _admission.BooksAsync()).ShouldBe(new SaleSnapshot((Crowd / 2) - taken, taken, taken, 0, 1, 1));
    }

    [Fact]
    public async Task Should_judge_each_by_the_epoch_that_it_was_asked_under()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(async buyer =>
            (Epoch: buyer % 2, (await _admission.Admission.AdmitAsync(_admission.Request($"buyer-{buyer}") with { Epoch = 1 + (buyer % 2) }, default)).Outcome)));

        replies.Where(reply => reply.Outcome != AdmissionOutcome.Unreachable).ShouldAllBe(reply => reply.Outcome == (reply.Epoch == 0 ? AdmissionOutcome.Accepted : AdmissionOutcome.NotLoaded));
        replies.ShouldContain(reply => reply.Outcome == AdmissionOutcome.Accepted);
        replies.ShouldContain(reply => reply.Outcome == AdmissionOutcome.NotLoaded);
    }

    [Fact]
    public async Task Should_not_let_one_wait_for_others()
    {
        var calls = await _server.ScriptCallsAsync();

        (await _admission.AdmitAsync("alice")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await _admission.AdmitAsync("bob")).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        (await _server.ScriptCallsAsync()).ShouldBe(calls + 2);
    }
}
