using System.Diagnostics;
using FlashSale.Admission.Admit;
using FlashSale.Admission.Sales;
using Shouldly;
using Xunit;

namespace FlashSale.Admission.Tests;

public sealed class When_a_sale_refuses_everybody : IAsyncLifetime
{
    readonly AdmissionUnderTest _admission = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _admission.DisposeAsync();

    [Fact]
    public async Task Should_be_seen_as_it_is_in_Redis()
    {
        await _admission.OpenAsync(sale => sale with { TotalStock = 3, Paused = true });
        await _admission.ChangeAsync(sale => sale with { Paused = false });
        await _admission.AdmitAsync();

        var sighting = (await _admission.Sales.ReadAvailabilityAsync(_admission.ProductId, default)).ShouldNotBeNull();
        sighting.ShouldBe(new SaleAvailability(sighting.RedisTime, 1, 2, _admission.Sale.StartsAt.ToUnixTimeMilliseconds(), _admission.Sale.EndsAt.ToUnixTimeMilliseconds(),
            Paused: false, 2, sighting.Asked, sighting.Answered));
        sighting.RedisTime.ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(-30).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.AddSeconds(30).ToUnixTimeMilliseconds());
        sighting.Refuses(2, sighting.Answered).ShouldBeNull();
        sighting.Refuses(3, sighting.Answered).ShouldBe(AdmissionOutcome.SoldOut);
    }

    [Fact]
    public async Task Should_not_be_seen_when_Redis_does_not_carry_it() => (await _admission.Sales.ReadAvailabilityAsync(_admission.ProductId, default)).ShouldBeNull();

    [Theory]
    // Redis said 1,000 at some moment between 0 and 40 ms, and the sale begins at 1,100: at 98 ms it may be 1,099, at 99 ms it may have begun.
    [InlineData(0, AdmissionOutcome.SaleNotOpen)]
    [InlineData(98, AdmissionOutcome.SaleNotOpen)]
    [InlineData(99, null)]
    [InlineData(500, null)]
    // It ends at 2,000: surely over 1,000 ms after the answer.
    [InlineData(1_039, null)]
    [InlineData(1_040, AdmissionOutcome.SaleClosed)]
    public void Should_be_refused_by_the_clock_only_when_it_is_sure(int at, AdmissionOutcome? refused) =>
        new SaleAvailability(1_000, 1, 1, 1_100, 2_000, Paused: false, 5, Asked: At(0), Answered: At(40)).Refuses(1, At(at)).ShouldBe(refused);

    [Fact]
    public void Should_say_what_the_script_would_say_first()
    {
        var sighting = new SaleAvailability(1_000, 1, 1, 500, 2_000, Paused: true, 0, At(0), At(0));
        sighting.Refuses(1, At(0)).ShouldBe(AdmissionOutcome.SalePaused);
        (sighting with { EndsAt = 900 }).Refuses(1, At(0)).ShouldBe(AdmissionOutcome.SaleClosed);
        (sighting with { StartsAt = 1_500 }).Refuses(1, At(0)).ShouldBe(AdmissionOutcome.SaleNotOpen);
    }

    static long At(long milliseconds) => milliseconds * (Stopwatch.Frequency / 1_000);
}
