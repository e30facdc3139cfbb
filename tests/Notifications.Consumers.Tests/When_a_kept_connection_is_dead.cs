using FlashSale.Notifications.Channels;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_a_kept_connection_is_dead : IAsyncLifetime
{
    readonly SmtpServer _server = new();

    [Fact]
    public async Task Should_send_in_the_same_attempt_after_the_server_has_closed_it()
    {
        await _server.StartAsync("idle=0.3");
        await using var channel = new SmtpChannel(_server.Options);
        await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);
        await Poll.UntilAsync(() => Task.FromResult(_server.Count("lost")), lost => lost == 1, "closed by the server");

        (await channel.SendAsync(Notices.To("bob@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        _server.Mails.Count.ShouldBe(2);
        _server.Count("connect").ShouldBe(2);
    }

    [Fact]
    public async Task Should_send_in_the_same_attempt_after_a_restart_of_the_server_however_many_are_kept()
    {
        await _server.StartAsync();
        await using var channel = new SmtpChannel(_server.Options);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => channel.SendAsync(Notices.To("slow@example.com"), CancellationToken.None)));
        await _server.KillAsync();
        await _server.StartAsync();

        for (var i = 0; i < 4; i++)
            (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        _server.Mails.Count.ShouldBe(8);
    }

    [Fact]
    public async Task Should_send_in_the_same_attempt_when_the_server_takes_no_more_mails_on_it()
    {
        await _server.StartAsync("mails=2");
        await using var channel = new SmtpChannel(_server.Options);
        for (var i = 0; i < 5; i++)
            (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));

        _server.Mails.Count.ShouldBe(5);
        _server.Count("connect").ShouldBe(3);
    }

    [Fact]
    public async Task Should_try_a_new_connection_once_and_no_more()
    {
        await _server.StartAsync();
        await using var channel = new SmtpChannel(_server.Options);
        await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);
        await _server.KillAsync();

        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.NotNow);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();
}
