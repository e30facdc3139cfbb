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

        // Waiting for a turn is not the server's time: with it inside the limit, a server that takes seconds for a mail
        // would have notices of a crowd given up that it never saw.
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
        // One that was closed meanwhile is found dead by the first command. The mail is then as untouched as before, and
        // a second kept one may be as dead: the next try has a new connection.
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
            // MailKit has said RSET; a connection that broke over it is no longer connected.
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

    /// <summary>421 is not: whatever was asked, the server says that it leaves.</summary>
    static bool IsAboutTheMail(SmtpCommandException refusal, SmtpConnection connection) =>
        (connection.SenderAccepted || refusal.ErrorCode == SmtpErrorCode.SenderNotAccepted) && refusal.StatusCode != SmtpStatusCode.ServiceNotAvailable;

    /// <summary>A cancellation is not: the caller's, or the limit.</summary>
    static bool IsOfTheServer(Exception exception) => exception is CommandException or ProtocolException or IOException or SocketException
        or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException or NotSupportedException;
}
