using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FlashSale.Notifications.Channels;
using Shouldly;
using Xunit;

namespace FlashSale.Notifications.Tests;

public sealed class When_the_mail_server_wants_a_login : IAsyncLifetime
{
    const string Login = "login=shop:a b:c@d/e";
    const string UserInfo = "shop:a%20b%3Ac%40d%2Fe";

    readonly SmtpServer _server = new();
    readonly string _folder = Directory.CreateTempSubdirectory("flashsale-tls-").FullName;

    string Authority => Path.Combine(_folder, "ca.pem");

    string Certificate => Path.Combine(_folder, "server.pem");

    [Fact]
    public async Task Should_log_in_over_starttls()
    {
        await _server.StartAsync($"tls={Certificate}", Login);
        await using var channel = Channel($"smtp://{UserInfo}@127.0.0.1:{_server.Port}?ca={Authority}");
        for (var i = 0; i < 3; i++)
            (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
    }

    [Fact]
    public async Task Should_log_in_over_tls_from_the_first_byte()
    {
        await _server.StartAsync($"smtps={Certificate}", Login);
        await using var channel = Channel($"smtps://{UserInfo}@127.0.0.1:{_server.Port}?ca={Authority}");
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).ShouldBe(new ChannelAnswer(ChannelAnswerKind.Sent));
    }

    [Fact]
    public async Task Should_try_again_later_when_the_password_is_wrong_since_the_mail_is_not()
    {
        await _server.StartAsync($"tls={Certificate}", Login);
        await using var channel = Channel($"smtp://shop:swordfish@127.0.0.1:{_server.Port}?ca={Authority}");
        var answer = await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);

        answer.Kind.ShouldBe(ChannelAnswerKind.NotNow);
        answer.Reason.ShouldNotBeNull().ShouldContain("535");
        answer.Reason.ShouldNotContain("swordfish");
    }

    [Fact]
    public async Task Should_try_again_later_when_it_has_no_password_to_give()
    {
        await _server.StartAsync($"tls={Certificate}", Login);
        await using var channel = Channel($"smtp://127.0.0.1:{_server.Port}?security=starttls&ca={Authority}");
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.NotNow);
    }

    [Theory]
    [InlineData("smtps", "smtps")]
    [InlineData("tls", "smtp")]
    public async Task Should_tell_no_password_to_a_server_whose_certificate_nobody_vouches_for(string mode, string scheme)
    {
        await _server.StartAsync($"{mode}={Certificate}", Login);
        await using var channel = Channel($"{scheme}://{UserInfo}@127.0.0.1:{_server.Port}");
        var answer = await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);

        answer.Kind.ShouldBe(ChannelAnswerKind.NotNow);
        _server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_not_take_a_certificate_of_another_host()
    {
        await _server.StartAsync($"smtps={Certificate}", Login);
        await using var channel = Channel($"smtps://{UserInfo}@localhost:{_server.Port}?ca={Authority}");
        (await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None)).Kind.ShouldBe(ChannelAnswerKind.NotNow);
    }

    [Fact]
    public async Task Should_tell_no_password_to_a_server_without_tls()
    {
        await _server.StartAsync(Login);
        await using var channel = Channel($"smtp://{UserInfo}@127.0.0.1:{_server.Port}");
        var answer = await channel.SendAsync(Notices.To("alice@example.com"), CancellationToken.None);

        answer.Kind.ShouldBe(ChannelAnswerKind.NotNow);
        answer.Reason!.ShouldContain("STARTTLS");
    }

    static SmtpChannel Channel(string address) => new(SmtpAddress.Parse(address));

    public Task InitializeAsync()
    {
        // Whole seconds: a certificate holds no parts of one, and must not outlive its issuer's.
        var from = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeSeconds());
        var to = from.AddDays(2);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=FlashSale tests", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, to, [1, 2, 3, 4]);

        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(Certificate, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
