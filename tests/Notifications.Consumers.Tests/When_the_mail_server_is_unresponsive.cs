using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FlashSale.Notifications.Channels;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_mail_server_is_unresponsive : IAsyncLifetime
{
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(600);
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    readonly SmtpServer _server = new();

    [Theory]
    [InlineData("greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("message")]
    public async Task Should_not_wait_for_ever(string step)
    {
        await _server.StartAsync($"hang={step}");
        await using var channel = new SmtpChannel(_server.Options with { Limit = Limit });

        var answer = await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None).WaitAsync(Soon);

        answer.ShouldBe(new ChannelAnswer(ChannelAnswerKind.NotNow, "No answer within 0.6 s."));
    }

    [Fact]
    public async Task Should_not_wait_for_ever_for_a_connection()
    {
        // With no room left for connections that nobody accepts, the kernel does not answer the next one.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!);
        await using var channel = new SmtpChannel(SmtpAddress.Parse($"smtp://{full.LocalEndPoint}") with { Limit = Limit });

        var answer = await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None).WaitAsync(Soon);

        answer.ShouldBe(new ChannelAnswer(ChannelAnswerKind.NotNow, "No answer within 0.6 s."));
    }

    [Fact]
    public async Task Should_notice_a_refusal_all_the_same()
    {
        await _server.StartAsync("hang=RSET");
        await using var channel = new SmtpChannel(_server.Options with { Limit = Limit });

        var answer = await channel.SendAsync(Notices.To("nobody@example.com"), CancellationToken.None).WaitAsync(Soon);

        answer.ShouldBe(new ChannelAnswer(ChannelAnswerKind.Refused, "550 5.1.1 no such mailbox"));
    }

    [Fact]
    public async Task Should_have_the_next_mail_on_a_new_connection()
    {
        await _server.StartAsync();
        await using var channel = new SmtpChannel(_server.Options with { Limit = Limit });
        await channel.SendAsync(Notices.To("silent@example.com"), CancellationToken.None).WaitAsync(Soon);

        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.Sent);
        _server.Count("connect").ShouldBe(2);
    }

    [Fact]
    public async Task Should_not_keep_the_host_from_stopping()
    {
        await _server.StartAsync("hang=QUIT");
        var channel = new SmtpChannel(_server.Options);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => channel.SendAsync(Notices.To("slow@example.com"), CancellationToken.None)));

        var since = Stopwatch.GetTimestamp();
        await channel.DisposeAsync().AsTask().WaitAsync(Soon);

        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        _server.Count("QUIT").ShouldBe(3);
    }

    [Fact]
    public async Task Should_end_at_once_when_the_caller_has_no_more_time()
    {
        await _server.StartAsync("hang=RCPT");
        await using var channel = new SmtpChannel(_server.Options);
        using var stopping = new CancellationTokenSource(200);

        await Should.ThrowAsync<OperationCanceledException>(() => channel.SendAsync(Notices.To("alice@example.com"), stopping.Token).WaitAsync(Soon));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();
}
