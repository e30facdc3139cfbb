using System.Text.Json;
using FlashSale.Notifications.Channels;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

/// <summary>What the receiver makes of it: Python's email package, at a server that offers SMTPUTF8.</summary>
public sealed class When_a_mail_is_read : IAsyncLifetime
{
    readonly SmtpServer _server = new();

    [Theory]
    [InlineData("demo-phone")]
    [InlineData("Mobiltelefon für Übermütige 📱🎉")]
    [InlineData("手机，限时抢购，数量有限，先到先得，手机，限时抢购，数量有限，先到先得，手机，限时抢购，数量有限，先到先得")]
    [InlineData("a product whose name is so long that its header has to be folded, more than once if it goes on like this, and this one does go on like this")]
    public async Task Should_say_what_was_written(string product)
    {
        var notice = Notices.To("alice@example.com", product);
        var mail = await SentAsync(notice);

        Header(mail, "Subject").ShouldBe(NoticeText.Subject(notice));
        mail.GetProperty("body").GetString()!.ReplaceLineEndings("\n").TrimEnd().ShouldBe(NoticeText.Body(notice));
        Header(mail, "From").ShouldBe("FlashSale <orders@flashsale.example>");
        Header(mail, "To").ShouldBe("alice@example.com");
        Header(mail, "Message-ID").ShouldBe(notice.MessageId);
    }

    [Theory]
    [InlineData("a@b.example\r\nBcc: mallory@example.com")]
    [InlineData("a@b.example>\r\nRCPT TO:<mallory@example.com")]
    [InlineData("\"a\r\nBcc: mallory@example.com\"@b.example")]
    [InlineData("a@b.example, mallory@example.com")]
    [InlineData("them: a@b.example, mallory@example.com;")]
    [InlineData("a\0@b.example")]
    public async Task Should_not_be_sent_to_what_is_more_than_an_address(string recipient)
    {
        await using var channel = new SmtpChannel(_server.Options);
        (await channel.SendAsync(Notices.To(recipient), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Refused, "Not an e-mail address."));

        _server.Log.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"A\r\nBcc: mallory@example.com\" <a@b.example>", "phone")]
    [InlineData("\"=?utf-8?q?A=0D=0ABcc:_mallory=40example.com?=\" <a@b.example>", "phone")]
    [InlineData("a@b.example\r\n", "phone")]
    [InlineData("a@b.example", "phone\r\nBcc: mallory@example.com\r\n\r\nBody")]
    [InlineData("a@b.example", "phone\nBcc: mallory@example.com")]
    [InlineData("a@b.example", "phone\r\n.\r\nMAIL FROM:<mallory@example.com>\r\nRCPT TO:<mallory@example.com>\r\nDATA\r\n")]
    public async Task Should_hold_no_header_and_no_command_that_a_name_brought_along(string recipient, string product)
    {
        var mail = await SentAsync(Notices.To(recipient, product));

        mail.GetProperty("headers").EnumerateArray().Select(header => header[0].GetString()!).Order(StringComparer.Ordinal)
            .ShouldBe(["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"], ignoreOrder: true);
        mail.GetProperty("to").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("a@b.example");
        Header(mail, "To").ShouldBe("a@b.example");
        _server.Count("MAIL").ShouldBe(1);
    }

    [Fact]
    public async Task Should_reach_an_address_that_is_not_ascii()
    {
        var mail = await SentAsync(Notices.To("jürgen@example.com"));

        mail.GetProperty("to").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("jürgen@example.com");
        mail.GetProperty("options").EnumerateArray().Select(option => option.GetString()).ShouldContain("SMTPUTF8");
        Header(mail, "To").ShouldBe("jürgen@example.com");
    }

    [Fact]
    public async Task Should_reach_a_domain_by_its_ascii_form()
    {
        var mail = await SentAsync(Notices.To("alice@exämple.com"));

        mail.GetProperty("to").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("alice@xn--exmple-cua.com");
        mail.GetProperty("options").EnumerateArray().Select(option => option.GetString()).ShouldNotContain("SMTPUTF8");
    }

    async Task<JsonElement> SentAsync(Notice notice)
    {
        await using var channel = new SmtpChannel(_server.Options);
        (await channel.SendAsync(notice, CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        return _server.Read.ShouldHaveSingleItem();
    }

    static string Header(JsonElement mail, string name) =>
        mail.GetProperty("headers").EnumerateArray().Single(header => string.Equals(header[0].GetString(), name, StringComparison.OrdinalIgnoreCase))[1].GetString()!;

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();
}

public sealed class When_a_mail_server_knows_only_ascii
{
    [Theory]
    [InlineData("jürgen@example.com")]
    [InlineData("alice@xn--a\u00fc.example")]
    public async Task Should_refuse_another_address_and_go_on(string recipient)
    {
        await using var server = new SmtpServer();
        await server.StartAsync("utf8=no");
        await using var channel = new SmtpChannel(server.Options);

        (await channel.SendAsync(Notices.To(recipient), CancellationToken.None))
            .ShouldBe(new ChannelAnswer(ChannelAnswerKind.Refused, "The address is not ASCII, and the mail server does not offer SMTPUTF8."));
        (await channel.SendAsync(Notices.To("alice@exämple.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
        server.Count("connect").ShouldBe(1);
    }
}
