using FlashSale.Notifications.Channels;
using FlashSale.TestKit;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_mails_share_connections : IAsyncLifetime
{
    readonly SmtpServer _server = new();

    [Fact]
    public async Task Should_send_one_after_the_other_on_one_connection()
    {
        await using var channel = new SmtpChannel(_server.Options);
        for (var i = 0; i < 20; i++)
            (await channel.SendAsync(Notices.To($"buyer-{i}@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);

        _server.Mails.Count.ShouldBe(20);
        _server.Count("connect").ShouldBe(1);
    }

    [Fact]
    public async Task Should_open_no_more_connections_than_permitted_and_send_all()
    {
        await using var channel = new SmtpChannel(_server.Options with { MaxConnections = 3 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => channel.SendAsync(Notices.To($"buyer-{i}@example.com"), CancellationToken.None)));

        answers.ShouldAllBe(answer => answer.Kind == ChannelAnswerKind.Sent);
        _server.Count("connect").ShouldBe(3);
    }

    [Fact]
    public async Task Should_not_count_the_wait_for_a_connection_as_the_servers_time()
    {
        // Half a second each: the last one has its turn after 2.5 s.
        await using var channel = new SmtpChannel(_server.Options with { MaxConnections = 1, Limit = TimeSpan.FromSeconds(2) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => channel.SendAsync(Notices.To("slow@example.com"), CancellationToken.None)));

        answers.ShouldAllBe(answer => answer.Kind == ChannelAnswerKind.Sent);
    }

    [Theory]
    [InlineData("nobody@example.com", ChannelAnswerKind.Refused, "550 5.1.1 no such mailbox")]
    [InlineData("later@example.com", ChannelAnswerKind.NotNow, "451 4.7.1 try again later")]
    [InlineData("spam@example.com", ChannelAnswerKind.Refused, "554 5.7.1 we do not like it")]
    public async Task Should_go_on_with_the_connection_after_a_mail_that_is_refused(string recipient, ChannelAnswerKind kind, string reason)
    {
        await using var channel = new SmtpChannel(_server.Options);
        (await channel.SendAsync(Notices.To(recipient), CancellationToken.None)).ShouldBe(new ChannelAnswer(kind, reason));
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);

        _server.Count("connect").ShouldBe(1);
        _server.Count("RSET").ShouldBe(1);
    }

    [Fact]
    public async Task Should_leave_the_connection_when_the_server_is_closing()
    {
        await using var channel = new SmtpChannel(_server.Options);
        (await channel.SendAsync(Notices.To("leaving@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.NotNow, "421 4.3.2 shutting down"));
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);

        _server.Count("connect").ShouldBe(2);
    }

    [Fact]
    public async Task Should_not_send_again_by_itself_when_the_answer_to_the_mail_is_lost()
    {
        await using var channel = new SmtpChannel(_server.Options);
        await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);
        var notice = Notices.To("cut@example.com");
        (await channel.SendAsync(notice, CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.NotNow);

        _server.Mails.Count(mail => mail.Contains(notice.MessageId, StringComparison.Ordinal)).ShouldBe(1, "it has the mail, and may have said so");
    }

    [Fact]
    public async Task Should_close_what_is_idle_with_a_farewell()
    {
        await using var channel = new SmtpChannel(_server.Options with { IdleTime = TimeSpan.FromMilliseconds(200) });
        await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);

        await Poll.UntilAsync(() => Task.FromResult(_server.Count("QUIT")), farewells => farewells == 1, "QUIT");
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);
        _server.Count("connect").ShouldBe(2);
    }

    [Fact]
    public async Task Should_close_all_with_a_farewell_when_it_stops()
    {
        var channel = new SmtpChannel(_server.Options);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => channel.SendAsync(Notices.To("slow@example.com"), CancellationToken.None)));
        await channel.DisposeAsync();

        _server.Count("connect").ShouldBe(3);
        _server.Count("QUIT").ShouldBe(3);
    }

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();
}
