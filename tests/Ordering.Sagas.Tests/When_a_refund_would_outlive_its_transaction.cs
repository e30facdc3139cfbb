using FlashSale.Ordering.Sagas.Tests.Host;
using Npgsql;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Sagas.Tests;

/// <summary>PostgreSQL ends sessions whose transaction is idle for too long; a refund keeps its own while the provider works.</summary>
public sealed class When_a_refund_would_outlive_its_transaction
{
    /// <summary>With 10 s for the provider, and 15 s for a statement.</summary>
    const int LongestRefund = 50;

    [Fact]
    public async Task Should_not_start_and_say_which_settings_do_not_fit()
    {
        await using var host = new LimitedHost(LongestRefund);

        var failed = await host.InitializeAsync().ShouldThrowAsync<Exception>();

        var reason = (failed is AggregateException all ? all.Flatten().InnerExceptions.OfType<InvalidOperationException>().First() : failed).Message;
        reason.ShouldContain("FLASHSALE_PAYMENT_PROVIDER_SECONDS");
        reason.ShouldContain("idle_in_transaction_session_timeout");
        reason.ShouldContain($"{LongestRefund} s");
    }

    [Theory]
    [InlineData(LongestRefund + 1)]
    [InlineData(0)]
    public async Task Should_start_when_they_fit_or_there_is_no_limit(int limit)
    {
        await using var host = new LimitedHost(limit);

        await host.InitializeAsync();
    }

    sealed class LimitedHost(int seconds) : SagasHost, IAsyncDisposable
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["FLASHSALE_PAYMENT_PROVIDER_SECONDS"] = "10" };

        protected override Task PrepareAsync() =>
            Database.ExecuteAsync($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database} SET idle_in_transaction_session_timeout = '{seconds}s'");

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
