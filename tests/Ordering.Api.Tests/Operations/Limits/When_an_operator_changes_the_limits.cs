using System.Net;
using System.Net.Http.Json;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests.Operations.Limits;

[Collection(ApiUnderTest.Collection)]
public sealed class When_an_operator_changes_the_limits(ApiUnderTest api) : IAsyncLifetime
{
    const string Path = "/api/ops/settings";

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The settings are those of all sales: what other tests meet are the defaults.</summary>
    public async Task DisposeAsync() => await PutAsync(new { });

    [Fact]
    public async Task Should_show_what_is_in_force_and_its_version()
    {
        await PutAsync(new { });
        var before = await (await api.OpsAsync(HttpMethod.Get, Path)).ShouldAnswerAsync(200);
        (before.GetProperty("userBurst").GetInt32(), before.GetProperty("userRate").GetInt32(), before.GetProperty("addressBurst").GetInt32(),
            before.GetProperty("addressRate").GetInt32(), before.GetProperty("globalRate").GetInt32()).ShouldBe((100, 20, 1000, 0, 0));

        var put = await PutAsync(new { userBurst = 7, userRate = 3, addressBurst = 9, addressRate = 4, globalRate = 2000 });

        var after = await (await api.OpsAsync(HttpMethod.Get, Path)).ShouldAnswerAsync(200);
        after.GetRawText().ShouldBe(put.GetRawText());
        after.GetProperty("version").GetInt64().ShouldBe(before.GetProperty("version").GetInt64() + 1);
        (after.GetProperty("userBurst").GetInt32(), after.GetProperty("userRate").GetInt32(), after.GetProperty("addressBurst").GetInt32(),
            after.GetProperty("addressRate").GetInt32(), after.GetProperty("globalRate").GetInt32()).ShouldBe((7, 3, 9, 4, 2000));
    }

    [Fact]
    public async Task Should_limit_sales_that_run_at_the_next_request()
    {
        var product = await api.OpenSaleAsync();
        await api.OrderedAsync(product);

        await PutAsync(new { userBurst = 1, userRate = 1 });

        await ShouldLimitAsync(product);
    }

    [Fact]
    public async Task Should_limit_sales_that_are_opened_later()
    {
        await PutAsync(new { userBurst = 1, userRate = 1 });
        await ShouldLimitAsync(await api.OpenSaleAsync());
    }

    [Fact]
    public async Task Should_hold_where_the_sale_says_nothing()
    {
        await PutAsync(new { globalRate = 1 });
        var (silent, own) = (await api.OpenSaleAsync(), ApiUnderTest.NewProduct());
        var terms = ApiUnderTest.Terms();
        terms["globalRate"] = 0;
        await (await api.PutSaleAsync(own, terms)).ShouldAnswerAsync(201);

        foreach (var user in new[] { "alice", "bob", "carol" })
            await api.OrderedAsync(own, user);
        // Two in one second, or in two that follow each other: at least one too many.
        var answers = await Task.WhenAll(new[] { "alice", "bob", "carol" }.Select(user => api.OrderAsync(silent, user)));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);

        terms.Remove("globalRate");
        await (await api.PutSaleAsync(own, terms)).ShouldAnswerAsync(200);
        answers = await Task.WhenAll(new[] { "dave", "erin", "frank" }.Select(user => api.OrderAsync(own, user)));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Should_reach_Redis_though_the_process_died_in_between()
    {
        var product = await api.OpenSaleAsync();
        await PutAsync(new { });

        await api.Database.ExecuteAsync("UPDATE ordering.settings SET version = version + 1, user_burst = 33");

        await Poll.UntilAsync(() => SettingAsync(product, "user_burst"), burst => burst == 33, "the sale has the settings on record");
    }

    [Fact]
    public async Task Should_reach_Redis_when_it_is_back()
    {
        await using var broken = await ApiWithCutWires.StartAsync();
        var product = await broken.Api.OpenSaleAsync();
        await broken.KnowsAsync(product);
        broken.Redis.Cut();

        await (await broken.PutSettingsAsync(new { userBurst = 44 })).ShouldAnswerAsync(202);

        // The healthy instance beside it reads the same row.
        await Poll.UntilAsync(() => SettingAsync(product, "user_burst"), burst => burst == 44, "the sale has the settings on record");
    }

    [Fact]
    public async Task Should_reach_a_sale_that_was_opened_with_older_settings()
    {
        var product = await api.OpenSaleAsync();
        var sale = $"{{{product}}}:sale";
        await api.Redis.GetDatabase().KeyDeleteAsync(sale);
        await api.Database.ExecuteAsync("UPDATE ordering.sales SET epoch = 0 WHERE product_id = $1", product);

        await PutAsync(new { userBurst = 55 });

        await Poll.UntilAsync(async () => (int)(await api.OrderAsync(product)).StatusCode, status => status == 202, "the sale was loaded again");
        await Poll.UntilAsync(() => SettingAsync(product, "user_burst"), burst => burst == 55, "the sale has the settings on record");
    }

    public static TheoryData<string, object?> BadSettings => new()
    {
        { "userBurst", 0 }, { "userBurst", 1_000_001 }, { "userRate", -1 }, { "userRate", 10_001 }, { "userRate", "20" }, { "userRate", null }, { "userRate", 1.5 },
        { "addressBurst", 0 }, { "addressRate", -1 }, { "addressRate", 10_001 }, { "globalRate", -1 }, { "globalRate", 1e12 },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Should_refuse_limits_out_of_bounds(string field, object? value)
    {
        var before = await (await api.OpsAsync(HttpMethod.Get, Path)).ShouldAnswerAsync(200);
        await (await api.OpsAsync(HttpMethod.Put, Path, new Dictionary<string, object?> { [field] = value })).ShouldRefuseAsync(400, "invalid-request");
        (await (await api.OpsAsync(HttpMethod.Get, Path)).ShouldAnswerAsync(200)).GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task Should_not_listen_to_anybody_else()
    {
        await (await api.Http.GetAsync(Path)).ShouldRefuseAsync(401, "unauthorized");
        await (await api.Http.PutAsJsonAsync(Path, new { userRate = 0 })).ShouldRefuseAsync(401, "unauthorized");
    }

    async Task<System.Text.Json.JsonElement> PutAsync(object settings) => await (await api.OpsAsync(HttpMethod.Put, Path, settings)).ShouldAnswerAsync(200);

    async Task<int> SettingAsync(string product, string field) => (int)await api.Redis.GetDatabase().HashGetAsync($"{{{product}}}:sale", field);

    /// <summary>One token, and one more a second: of three requests at once, one is refused.</summary>
    async Task ShouldLimitAsync(string product)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => api.OrderAsync(product, "limited")));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }
}
