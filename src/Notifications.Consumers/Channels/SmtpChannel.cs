using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace FlashSale.Notifications.Channels;

/// <summary>E-mail through the server in FLASHSALE_SMTP, over connections that are kept from mail to mail.</summary>
public sealed class SmtpChannel(SmtpOptions options) : INoticeChannel, IAsyncDisposable
{
    readonly SmtpConnections _connections = new(options);
    readonly SemaphoreSlim _turns = new(options.MaxConnections);

    public string Name => "email";

    public async Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        using var mail = Mail.Compose(notice);
        if (mail is null)
            return new(ChannelAnswerKind.Refused, "Not an e-mail address.");

        // The wait for a connection does not count: if it did, a server that takes seconds per mail
        // would cause notices of a crowd to be given up that it never saw.
        await _turns.WaitAsync(cancellationToken);
        try
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            ends.CancelAfter(options.Limit);
            return await SendAsync(mail, ends.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ChannelAnswerKind.NotNow, $"No answer within {options.Limit.TotalSeconds:0.#} s.");
        }
        finally
        {
            _turns.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        _turns.Dispose();
    }

    async Task<ChannelAnswer> SendAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        // A connection that was closed meanwhile fails at the first command. The mail has not been sent then, and
        // another kept one may be closed as well: the next try uses a new connection.
        var kept = _connections.TakeKept();
        if (kept is not null && Mail.NeedsUtf8(mail))
        {
            await kept.CloseAsync(cancellationToken);
            kept = null;
        }

        return (kept is null ? null : await TryAsync(kept, mail, cancellationToken))
            ?? (await TryAsync(new(options), mail, cancellationToken))!;
    }

    /// <returns>Null when a kept connection was dead before the mail.</returns>
    async Task<ChannelAnswer?> TryAsync(SmtpConnection connection, MimeMessage mail, CancellationToken cancellationToken)
    {
        var usable = false;
        try
        {
            if (!connection.IsKept)
                await connection.OpenAsync(Mail.NeedsUtf8(mail), cancellationToken);
            if (Mail.NeedsUtf8(mail) && !connection.IsUtf8)
            {
                usable = true;
                return new(ChannelAnswerKind.Refused, "The address is not ASCII, and the mail server does not offer SMTPUTF8.");
            }

            await connection.SendAsync(mail, cancellationToken);
            usable = true;
            return new(ChannelAnswerKind.Sent);
        }
        catch (SmtpCommandException refusal) when (IsAboutTheMail(refusal, connection))
        {
            // MailKit has sent RSET; a connection that broke then is no longer connected.
            usable = connection.IsConnected;
            return SmtpAnswer.Of(refusal);
        }
        catch (Exception exception) when (IsOfTheServer(exception))
        {
            return connection.IsKept && !connection.SenderAccepted ? null : SmtpAnswer.NotNow(exception);
        }
        finally
        {
            if (!usable)
                connection.Dispose();
            else if (connection.IsUtf8)
                await connection.CloseAsync(cancellationToken);
            else
                _connections.Keep(connection);
        }
    }

    /// <summary>421 does not count: whatever the command was, the server announces that it closes the connection.</summary>
    static bool IsAboutTheMail(SmtpCommandException refusal, SmtpConnection connection) =>
        (connection.SenderAccepted || refusal.ErrorCode == SmtpErrorCode.SenderNotAccepted) && refusal.StatusCode != SmtpStatusCode.ServiceNotAvailable;

    /// <summary>A cancellation does not count: it is the caller's, or the limit.</summary>
    static bool IsOfTheServer(Exception exception) => exception is CommandException or ProtocolException or IOException or SocketException
        or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException or NotSupportedException;
}
