using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MimeKit;

namespace FlashSale.Notifications.Channels;

/// <summary>A connection to the mail server, and how far it has come with the current mail.</summary>
sealed class SmtpConnection(SmtpOptions options) : SmtpClient
{
    static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    /// <summary>Timestamp since when it has been idle; 0 when it has not sent a mail.</summary>
    public long KeptSince { get; set; }

    public bool IsKept => KeptSince != 0;

    /// <summary>The server has accepted MAIL FROM: from here on a failure concerns the mail, not a connection that was closed before.</summary>
    public bool SenderAccepted { get; private set; }

    /// <summary>Such a connection is for one mail that needs it.</summary>
    public bool IsUtf8 => Capabilities.HasFlag(SmtpCapabilities.UTF8);

    /// <param name="utf8">Whether SMTPUTF8 is used where it is offered.</param>
    /// <param name="cancellationToken">The limit.</param>
    public async Task OpenAsync(bool utf8, CancellationToken cancellationToken)
    {
        // As .NET does by default: authorities publish lists to download, and a firewall that only lets mail out would
        // cost each connection its 10 s, and then the mail.
        CheckCertificateRevocation = false;
        // A command and its reply are small: without NoDelay one would wait for the other's acknowledgement.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A name look-up on Linux ignores its token.
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken).AsTask().WaitAsync(cancellationToken);
            await ConnectAsync(socket, options.Host, options.Port, options.Security, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (options.Credential is { } credential)
            await AuthenticateAsync(credential, cancellationToken);
        // MailKit writes a domain like exämple.com as it is wherever SMTPUTF8 is offered, and the mail bounces where the next
        // server does not know it. What is switched off cannot be switched on again.
        if (!utf8)
            Capabilities &= ~SmtpCapabilities.UTF8;
    }

    public async Task SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        SenderAccepted = false;
        await base.SendAsync(Mail.FormatOf(mail), mail, cancellationToken);
    }

    /// <summary>With QUIT, whose reply it does not wait for long.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ends.CancelAfter(LongestFarewell);
        await DisconnectAsync(quit: true, ends.Token);
        Dispose();
    }

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => SenderAccepted = true;

    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        var tls = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        if (options.Authorities is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }
}
