using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Shouldly;
using Xunit;

namespace FlashSale.Ordering.Api.Tests;

public sealed class The_settings
{
    [Theory]
    [InlineData("FLASHSALE_OPS_KEY")]
    [InlineData("FLASHSALE_WEBHOOK_SECRET")]
    public void Should_be_missed_at_the_start(string missing) =>
        Should.Throw<InvalidOperationException>(() => Read("Production", (missing, ""))).Message.ShouldContain(missing);

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData("Production", "true", true)]
    public void Should_open_the_sandbox_in_development_or_where_asked(string environment, string? sandbox, bool open) =>
        Read(environment, ("FLASHSALE_SANDBOX", sandbox)).Sandbox.ShouldBe(open);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("10.0.0.1", 1)]
    [InlineData("10.0.0.0/8, 2001:db8::/32,::1", 3)]
    public void Should_name_trusted_proxies(string? proxies, int count) =>
        Read("Production", ("FLASHSALE_TRUSTED_PROXIES", proxies)).TrustedProxies.Count.ShouldBe(count);

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.1, *")]
    public void Should_not_take_half_a_list_of_trusted_proxies(string proxies) =>
        Should.Throw<InvalidOperationException>(() => Read("Production", ("FLASHSALE_TRUSTED_PROXIES", proxies))).Message.ShouldContain("FLASHSALE_TRUSTED_PROXIES");

    [Fact]
    public void Should_know_the_ops_key_alone()
    {
        var settings = Read("Production");
        settings.IsOpsKey(ApiHost.OpsKey).ShouldBeTrue();
        settings.IsOpsKey(ApiHost.OpsKey.ToUpperInvariant()).ShouldBeFalse();
        settings.IsOpsKey("").ShouldBeFalse();
        settings.IsOpsKey(null).ShouldBeFalse();
    }

    static ApiSettings Read(string environment, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var values = new Dictionary<string, string?> { ["FLASHSALE_OPS_KEY"] = ApiHost.OpsKey, ["FLASHSALE_WEBHOOK_SECRET"] = ApiHost.Secret };
        foreach (var (name, value) in changes)
            values[name] = value;
        return ApiSettings.From(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), new HostingEnvironment { EnvironmentName = environment });
    }
}
