using FlashSale.Admission.Admit;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>A bucket of tokens for each client address and sale, whoever the users are.</summary>
public sealed class When_an_address_asks_too_often : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_refuse_any_user_behind_it_and_nobody_elsewhere()
    {
        await OpenSlowAsync(addressBurst: 2);
        (await AskAsync("alice", "192.0.2.1")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await AskAsync("bob", "192.0.2.1")).Outcome.ShouldBe(AdmissionOutcome.Accepted);

        var refused = await AskAsync("carol", "192.0.2.1");

        refused.Outcome.ShouldBe(AdmissionOutcome.RateLimited);
        (refused.Rate!.Policy, refused.Rate.Quota, refused.Rate.WindowSeconds).ShouldBe(("address", 2, 40));
        refused.Rate.Wait.ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        (await AskAsync("carol", "192.0.2.2")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
        (await AskAsync("carol", null)).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_be_off_by_default()
    {
        await _admission.OpenAsync();
        await AskAsync("alice", "192.0.2.1");
        _admission.Keys().ShouldNotContain(Bucket("192.0.2.1"));
    }

    [Fact]
    public async Task Should_take_no_token_of_the_user_when_it_refuses()
    {
        await OpenSlowAsync(addressBurst: 1, userBurst: 1);
        await AskAsync("alice", "192.0.2.1");
        (await AskAsync("bob", "192.0.2.1")).Rate!.Policy.ShouldBe("address");

        (await AskAsync("bob", "192.0.2.2")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task Should_lose_no_token_to_a_user_who_is_refused()
    {
        await OpenSlowAsync(addressBurst: 2, userBurst: 1);
        await AskAsync("alice", "192.0.2.1");
        var before = await _admission.Redis.StringGetAsync(Bucket("192.0.2.1"));

        (await AskAsync("alice", "192.0.2.1")).Rate!.Policy.ShouldBe("user");

        (await _admission.Redis.StringGetAsync(Bucket("192.0.2.1"))).ShouldBe(before);
        (await AskAsync("bob", "192.0.2.1")).Outcome.ShouldBe(AdmissionOutcome.Accepted);
    }

    string Bucket(string address) => new SaleKeys(_admission.ProductId).RateOfAddress(address);

    /// <summary>A token in 20 s, slower than any setting allows: so slow that the test itself takes no part of one.</summary>
    async Task OpenSlowAsync(int addressBurst, int userBurst = 100)
    {
        await _admission.OpenAsync(sale => sale with { TotalStock = 100, PerCustomerLimit = 100, Settings = new() { Version = 1, AddressBurst = addressBurst, UserBurst = userBurst } });
        await _admission.Redis.HashSetAsync(new SaleKeys(_admission.ProductId).Sale, [new("address_rate", "0.05"), new("default_user_rate", "0.05")]);
    }

    Task<AdmissionReply> AskAsync(string userId, string? address) => _admission.Admission.AdmitAsync(_admission.Request(userId, address: address), default);
}
