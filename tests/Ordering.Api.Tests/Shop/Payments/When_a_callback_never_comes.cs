using System.Net.Http.Json;
using FlashSale.Ordering.Api.Shop.Payments;
using FlashSale.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Shop.Payments;

/// <summary>Two instances on a database of their own. The provider is the sandbox of the first, over HTTP; the second looks at its list when the test says so.</summary>
public sealed class When_a_callback_never_comes : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    readonly TestBroker _broker = new();
    readonly HttpClient _provider = new();
    readonly Guid _order = Guid.NewGuid();
    ApiHost _first = null!;
    ApiHost _second = null!;
    Probe _probe = null!;

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_database.InitializeAsync(), _broker.InitializeAsync());
        _probe = await Probe.ListenAsync(_broker);
        _first = await ApiHost.StartAsync(_database, _broker);
        _provider.BaseAddress = _first.Address;
        _second = await StartAsync(new() { LookEvery = TimeSpan.Zero, MissedAfter = TimeSpan.Zero }, new(_first.Address, "/api/sandbox"));
    }

    public async Task DisposeAsync()
    {
        _provider.Dispose();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _probe.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_record_the_payment_from_the_providers_list_and_tell_the_saga()
    {
        await CaptureAsync("never-told");
        (await RowsAsync()).ShouldBe(0);

        await LookAsync();

        (await RowsAsync()).ShouldBe(1);
        var (type, message) = (await Poll.UntilAsync(() => _probe.AboutAsync(_order), published => published.Count > 0, "the saga is told")).Single();
        type.ShouldBe("PaymentReceived");
        message.GetProperty("paymentId").GetString().ShouldBe("never-told");
        decimal.Parse(message.GetProperty("amount").GetString()!).ShouldBe(20.50m);
        Missed.ShouldBe(1);

        // Whatever comes later is the same report.
        await LookAsync();
        await (await _provider.SendAsync(Provider.Signed(Provider.Body(_order, "never-told", 20.50m)))).ShouldAnswerAsync(200);
        (await RowsAsync()).ShouldBe(1);
        (await _probe.AboutAsync(_order)).Count.ShouldBe(1);
        Missed.ShouldBe(1);
    }

    [Fact]
    public async Task Should_leave_alone_what_was_reported_or_declined()
    {
        await CaptureAsync("told", callback: true);
        await CaptureAsync("declined", outcome: "declined");

        await LookAsync();

        (await RowsAsync()).ShouldBe(1);
        Missed.ShouldBe(0);
    }

    [Fact]
    public async Task Should_keep_a_payment_that_was_reported_with_other_values_as_a_conflict()
    {
        await (await _provider.SendAsync(Provider.Signed(Provider.Body(_order, "two-words", 99m)))).ShouldAnswerAsync(202);
        await CaptureAsync("two-words");

        await LookAsync();

        (await RowsAsync()).ShouldBe(1);
        (await _database.ScalarAsync<decimal>("SELECT amount FROM ordering.payment_conflicts WHERE payment_id = 'two-words'")).ShouldBe(20.50m);
        Missed.ShouldBe(0);
    }

    [Fact]
    public async Task Should_read_the_whole_list_however_long_it_is()
    {
        await _database.ExecuteAsync("INSERT INTO sandbox.payments (payment_id, order_id, amount, currency, captured_at) SELECT 'p' || n, gen_random_uuid(), 1, 'EUR', now() - (n % 2) * interval '1 hour' FROM generate_series(1, 2500) n");

        await LookAsync();

        (await _database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments")).ShouldBe(2500);
        Missed.ShouldBe(2500);
    }

    [Fact]
    public async Task Should_go_on_where_the_last_look_ended()
    {
        await CapturedAsync("last-seen", minutesAgo: 30);
        await LookAsync();
        await CapturedAsync("shown-late", minutesAgo: 31);
        await CapturedAsync("long-ago", minutesAgo: 60);

        await LookAsync();

        (await RecordedAsync()).ShouldBe("last-seen shown-late");
    }

    /// <summary>As from a provider whose clock is slow, or whose list lags: ours says nothing about what it has listed.</summary>
    [Fact]
    public async Task Should_look_again_where_nothing_was_listed()
    {
        await LookAsync();
        await CapturedAsync("by-a-slow-clock", minutesAgo: 30);

        await LookAsync();

        (await RecordedAsync()).ShouldBe("by-a-slow-clock");
    }

    [Fact]
    public async Task Should_give_the_callback_its_time()
    {
        await using var patient = await StartAsync(new() { LookEvery = TimeSpan.Zero, MissedAfter = TimeSpan.FromMinutes(1) }, new(_first.Address, "/api/sandbox"));
        await CaptureAsync("just-now");

        await LookAsync(patient);
        (await RowsAsync()).ShouldBe(0);

        await _database.ExecuteAsync("UPDATE sandbox.payments SET captured_at = captured_at - interval '1 minute'");
        await LookAsync(patient);
        (await RowsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_be_one_instances_look_at_a_time()
    {
        await using var seldom = await StartAsync(new() { LookEvery = TimeSpan.FromHours(1), MissedAfter = TimeSpan.Zero }, new(_first.Address, "/api/sandbox"));
        await LookAsync(seldom);
        await CaptureAsync("not-yet");

        await LookAsync(seldom);
        await LookAsync();

        (await RowsAsync()).ShouldBe(0, "the next look is due in an hour, whoever takes it");
    }

    [Fact]
    public async Task Should_begin_again_at_the_same_place_when_the_provider_does_not_answer()
    {
        await using var cutOff = await StartAsync(new() { LookEvery = TimeSpan.Zero, MissedAfter = TimeSpan.Zero }, new("http://127.0.0.1:1/"));
        await CaptureAsync("never-told");

        await LookAsync(cutOff).ShouldThrowAsync<HttpRequestException>();
        await LookAsync();

        (await RowsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_look_by_itself()
    {
        await using var looking = await StartAsync(new() { LookEvery = TimeSpan.FromMilliseconds(200), MissedAfter = TimeSpan.Zero }, new(_first.Address, "/api/sandbox"));
        await CaptureAsync("never-told");

        await Poll.UntilAsync(RowsAsync, rows => rows == 1, "recorded");
    }

    long Missed => _second.Services.GetRequiredService<PaymentLookMetrics>().Missed;

    Task LookAsync() => LookAsync(_second);

    static async Task LookAsync(ApiHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<MissedCallbacks>().LookAsync(CancellationToken.None);
    }

    /// <summary>Its loop does not look: the test does.</summary>
    Task<ApiHost> StartAsync(PaymentLookOptions options, Uri provider) => ApiHost.StartAsync(_database, _broker,
        new Dictionary<string, string?> { ["FLASHSALE_PAYMENT_PROVIDER"] = $"{provider}" }, replace: services => services.AddSingleton(options));

    async Task CaptureAsync(string payment, bool callback = false, string outcome = "succeeded") =>
        await (await _provider.PostAsJsonAsync($"/api/sandbox/payments/{_order}", new { paymentId = payment, amount = 20.50m, currency = "EUR", outcome, callback })).ShouldAnswerAsync(202);

    Task<int> CapturedAsync(string paymentId, int minutesAgo) =>
        _database.ExecuteAsync("INSERT INTO sandbox.payments (payment_id, order_id, amount, currency, captured_at) VALUES ($2, $1, 1, 'EUR', now() - make_interval(mins => $3))", _order, paymentId, minutesAgo);

    Task<string> RecordedAsync() => _database.ScalarAsync<string>("SELECT string_agg(payment_id, ' ' ORDER BY payment_id) FROM ordering.payments");

    Task<long> RowsAsync() => _database.ScalarAsync<long>("SELECT count(*) FROM ordering.payments WHERE order_id = $1", _order);
}
