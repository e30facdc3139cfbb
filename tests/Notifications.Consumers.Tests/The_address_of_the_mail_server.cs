using FlashSale.Notifications.Channels;
using MailKit.Security;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class The_address_of_the_mail_server
{
    [Theory]
    [InlineData("smtp://mail.example", "mail.example", 25, SecureSocketOptions.None, 16)]
    [InlineData("smtp://mail.example:2525/", "mail.example", 2525, SecureSocketOptions.None, 16)]
    [InlineData("smtp://[::1]:2525", "::1", 2525, SecureSocketOptions.None, 16)]
    [InlineData("smtp://mail.example?security=starttls-when-available&connections=3", "mail.example", 25, SecureSocketOptions.StartTlsWhenAvailable, 3)]
    [InlineData("smtp://mail.example:587?security=starttls", "mail.example", 587, SecureSocketOptions.StartTls, 16)]
    [InlineData("smtp://shop:secret@mail.example:587", "mail.example", 587, SecureSocketOptions.StartTls, 16)]
    [InlineData("smtps://shop:secret@mail.example", "mail.example", 465, SecureSocketOptions.SslOnConnect, 16)]
    public void Should_be_read(string address, string host, int port, SecureSocketOptions security, int connections)
    {
        var options = SmtpAddress.Parse(address);

        (options.Host, options.Port, options.Security, options.MaxConnections).ShouldBe((host, port, security, connections));
        options.Credential?.UserName.ShouldBe("shop");
        options.Credential?.Password.ShouldBe("secret");
        (options.Credential is not null).ShouldBe(address.Contains('@'));
        options.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("mail.example:25", "form")]
    [InlineData("http://mail.example", "form")]
    [InlineData("smtp:///", "form")]
    [InlineData("smtp://mail.example/inbox", "path")]
    [InlineData("smtp://mail.example#top", "fragment")]
    [InlineData("smtp://shop@mail.example", "user:password")]
    [InlineData("smtp://shop:@mail.example", "user:password")]
    [InlineData("smtp://shop:swordfish:1@mail.example", "user:password")]
    [InlineData("smtp://shop:swordfish@mail.example?security=none", "TLS only")]
    [InlineData("smtp://shop:swordfish@mail.example?security=starttls-when-available", "TLS only")]
    [InlineData("smtp://mail.example?security=yes", "security is none")]
    [InlineData("smtps://mail.example?security=starttls", "smtps is TLS")]
    [InlineData("smtp://mail.example?timeout=5", "query")]
    [InlineData("smtp://mail.example?connections=1&connections=2", "query")]
    [InlineData("smtp://mail.example?connections=0", "connections")]
    [InlineData("smtp://mail.example?ca=/nowhere", "ca is for TLS")]
    [InlineData("smtps://mail.example?ca=/nowhere", "cannot be read")]
    [InlineData("smtps://mail.example?ca=/dev/null", "no certificate")]
    // A password with a character that had to be escaped.
    [InlineData("smtp://shop:sword/fish@mail.example", "form")]
    [InlineData("smtp://shop:12/fish@mail.example", "path")]
    [InlineData("smtp://shop:12#fish@mail.example", "fragment")]
    [InlineData("smtp://shop:12?fish@mail.example", "query")]
    public void Should_stop_the_start_when_a_part_would_have_no_effect_and_name_it_and_no_password(string address, string part)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["FLASHSALE_SMTP"] = address;
        builder.Configuration["FLASHSALE_HOME"] = "/tmp";

        var error = Should.Throw<InvalidOperationException>(() => builder.AddNotifications());

        error.Message.ShouldStartWith("FLASHSALE_SMTP: ");
        error.Message.ShouldContain(part);
        error.ToString().ShouldNotContain("fish");
    }
}
