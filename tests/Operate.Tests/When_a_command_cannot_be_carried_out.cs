using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace FlashSale.Operate.Tests;

public sealed class When_a_command_cannot_be_carried_out : Commands
{
    [Theory]
    [InlineData("dead-letters", "shred")]
    [InlineData("dead-letters", "--all")]
    [InlineData("dead-letters", "show")]
    [InlineData("dead-letters", "show", "")]
    [InlineData("dead-letters", "show", "q_error", "--colour")]
    [InlineData("dead-letters", "replay", "--dry-rum")]
    [InlineData("dead-letters", "show", "q_error", "--limit", "many")]
    [InlineData("dead-letters", "show", "q_error", "--type")]
    [InlineData("dead-letters", "show", "q_error", "--order", "not-a-guid")]
    [InlineData("dead-letters", "show", "q_error", "--message", "m", "--type", "T")]
    [InlineData("dead-letters", "show", "q_error", "m", "--type", "T")]
    [InlineData("dead-letters", "replay")]
    [InlineData("dead-letters", "replay", "q_error")]
    [InlineData("dead-letters", "replay", "q_error", "--reason", "x", "--by", "a person")]
    [InlineData("dead-letters", "replay", "q_error", "--reason", "x", "--rate", "fast")]
    [InlineData("dead-letters", "history", "--limit", "1")]
    [InlineData("reconcile", "a", "b")]
    [InlineData("reconcile", "--aply")]
    [InlineData("reconcile", "")]
    [InlineData("reconcile", "--apply")]
    [InlineData("reconcile", "--apply", "--dry-run", "--reason", "x")]
    [InlineData("resume")]
    [InlineData("resume", "08df4768-1111-0000-0000-000000000001")]
    [InlineData("resume", "not-a-guid", "--dry-run")]
    [InlineData("resume", "08df4768-1111-0000-0000-000000000001", "--state", "Allocating", "--older-than", "5m", "--dry-run")]
    [InlineData("resume", "08df4768-1111-0000-0000-000000000001", "--older-than", "5m", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--dry-run")]
    [InlineData("resume", "--older-than", "5m", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "5m")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "5", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "m", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "-5m", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "99999d", "--dry-run")]
    [InlineData("resume", "--state", "Allocating", "--older-than", "5y", "--dry-run")]
    [InlineData("rekoncile")]
    public async Task Should_end_with_2_and_ask_nothing_when_it_is_not_understood(params string[] args)
    {
        var ran = await RunAsync(args);
        ran.Code.ShouldBe(2);
        ran.Output.ShouldBeEmpty();
        ran.Error.ShouldContain("usage: ./flashsale");
        Api.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dead-letters", "help", "replay <QUEUE>")]
    [InlineData("dead-letters", "--help", "history")]
    [InlineData("reconcile", "help", "--apply")]
    [InlineData("reconcile", "-h", "Exit code 0: the books balance")]
    [InlineData("resume", "help", "--older-than <TIME>")]
    public async Task Should_explain_itself(string verb, string help, string text)
    {
        var ran = await RunAsync(verb, help);
        ran.Code.ShouldBe(0);
        ran.Output.ShouldContain($"./flashsale {verb}");
        ran.Output.ShouldContain(text);
    }

    [Fact]
    public async Task Should_say_why_it_was_refused_field_by_field()
    {
        Api.Refuse("POST dead-letters/q_error/redeliver", 400, """{"status":400,"code":"invalid-request","detail":"One or more fields are invalid.","errors":{"Limit":["'Limit' must be greater than '0'."],"Reason":["'Reason' must not be empty."]}}""");
        (await RunAsync("dead-letters", "replay", "q_error", "--reason", "", "--limit", "0"))
            .ShouldBe(new(1, "", "flashsale: 400: One or more fields are invalid. Limit: 'Limit' must be greater than '0'. Reason: 'Reason' must not be empty.\n"));
    }

    [Theory]
    [InlineData(401, """{"code":"unauthorized","detail":"X-Api-Key is missing or wrong."}""", "flashsale: 401: X-Api-Key is missing or wrong.\n  FLASHSALE_OPS_KEY is not this system's key; ./flashsale env prints what is used.")]
    [InlineData(409, """{"code":"redelivery-running","detail":"One at a time."}""", "flashsale: 409: One at a time.\n  ./flashsale dead-letters history shows it.")]
    [InlineData(502, "Bad Gateway", "flashsale: 502: Bad Gateway\n  Run ./flashsale status, and ./flashsale logs api.")]
    [InlineData(200, "<html>", "flashsale: The API at ADDRESS gave an answer that cannot be read.\n  Run ./flashsale status, and ./flashsale logs api.")]
    public async Task Should_say_what_to_do_next(int status, string body, string error)
    {
        Api.Refuse("GET dead-letters", status, body);
        var ran = await RunAsync("dead-letters");
        ran.Code.ShouldBe(1);
        ran.Error.TrimEnd().ShouldBe(error.Replace("ADDRESS", $"{Api.Address}".TrimEnd('/'), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dead-letters", 1)]
    [InlineData("reconcile", 2)]
    [InlineData("resume history", 2)]
    public async Task Should_send_to_status_when_nobody_answers(string verb, int code)
    {
        var address = NobodyListens();
        var ran = await RunAsync(address, terminal: false, verb.Split(' '));
        ran.ShouldBe(new(code, "", $"flashsale: The API at {address.GetLeftPart(UriPartial.Authority)} cannot be reached.\n  Run ./flashsale status, and ./flashsale logs api.\n"));
    }

    static Uri NobodyListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
