using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace FlashSale.Notifications.Channels;

/// <summary>The mail server and how to connect to it; read from FLASHSALE_SMTP by <see cref="SmtpAddress"/>.</summary>
/// <param name="Host">Name or address of the server.</param>
/// <param name="Port">Where it listens.</param>
public sealed record SmtpOptions(string Host, int Port)
{
    public SecureSocketOptions Security { get; init; } = SecureSocketOptions.None;

    /// <summary>Null: no login. A NetworkCredential, since the text of a record shows its properties and this one's text shows no password.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Authorities that the server's certificate may come from, instead of the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Time from connecting to the reply to the last byte.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One kind of notice is sent by 16 consumers; Postfix takes 50 connections from one client.</summary>
    public int MaxConnections { get; init; } = 16;

    /// <summary>How long a connection is kept without a mail. Postfix under load closes after 10 s; NAT forgets after minutes.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(8);
}
