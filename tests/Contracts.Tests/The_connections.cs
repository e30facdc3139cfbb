using System.Text.RegularExpressions;
using FlashSale.ServiceDefaults.Connections;
using FlashSale.TestKit;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace FlashSale.Contracts.Tests;

/// <summary>The pools of the services fit into what the servers that we start let them have.</summary>
public sealed class The_connections
{
    const int Services = 4;

    /// <summary>superuser_reserved_connections.</summary>
    const int Reserved = 3;

    /// <summary>The schema's job, operators, the demo.</summary>
    const int Others = 10;

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("tools/cli/servers.sh")]
    public void Should_be_enough_for_two_instances_of_each_service(string file)
    {
        var pool = PostgresSessions.From(new ConfigurationBuilder().Build()).Pool;
        var offered = Regex.Matches(File.ReadAllText(Path.Combine(Servers.Root, file)), @"-c max_connections=(?<count>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        // Two: while one version takes over from another.
        (Services * 2 * pool).ShouldBeLessThanOrEqualTo(int.Parse(offered.ShouldHaveSingleItem().Groups["count"].Value) - Reserved - Others);
    }

    [Theory]
    [InlineData("lock_timeout")]
    [InlineData("idle_in_transaction_session_timeout")]
    [InlineData("statement_timeout")]
    public void Should_need_no_limits_of_the_server(string setting)
    {
        foreach (var file in new[] { "docker-compose.yml", "tools/cli/servers.sh" })
            File.ReadAllText(Path.Combine(Servers.Root, file)).ShouldNotContain(setting, customMessage: $"{file}: the services bring it along");
    }
}
