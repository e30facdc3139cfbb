using FlashSale.Ordering.Sagas.Tests.Host;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>PostgreSQL ends sessions whose transaction is idle for too long; a refund keeps its own while the provider works.</summary>
public sealed class When_a_refund_would_outlive_its_transaction
{
    /// <summary>In seconds: with 15 s for a statement, twice as long is what PostgreSQL lets a transaction be idle.</summary>
    const int TooLong = 15;

    [Fact]
    public async Task Should_not_start_and_say_which_setting_does_not_fit()
    {
        await using var host = new PatientHost(TooLong);

        var failed = await host.InitializeAsync().ShouldThrowAsync<Exception>();

        var reason = (failed is AggregateException all ? all.Flatten().InnerExceptions.OfType<InvalidOperationException>().First() : failed).Message;
        reason.ShouldContain("FLASHSALE_PAYMENT_PROVIDER_SECONDS");
        reason.ShouldContain("idle_in_transaction_session_timeout");
        reason.ShouldContain("60 s");
    }

    [Fact]
    public async Task Should_start_when_it_fits()
    {
        await using var host = new PatientHost(TooLong - 1);

        await host.InitializeAsync();
    }

    sealed class PatientHost(int seconds) : SagasHost, IAsyncDisposable
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_PAYMENT_PROVIDER_SECONDS"] = $"{seconds}" };

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
