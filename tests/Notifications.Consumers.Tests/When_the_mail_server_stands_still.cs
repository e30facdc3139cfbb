using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

/// <summary>A server that takes the connection and says nothing, not even its greeting.</summary>
public sealed class When_the_mail_server_stands_still : IDisposable
{
    readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Should_not_wait_for_its_greeting_for_ever()
    {
        _silent.Start();
        var channel = new SmtpChannel(new Uri($"smtp://{_silent.LocalEndpoint}"), TimeSpan.FromMilliseconds(500));
        var notice = new Notice(NoticeKind.Confirmed, Guid.NewGuid(), "demo-phone", 1, 1, "EUR", "alice@example.com");

        var answer = await channel.SendAsync(notice, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        answer.Kind.ShouldBe(ChannelAnswerKind.NotNow);
    }

    public void Dispose() => _silent.Dispose();
}
