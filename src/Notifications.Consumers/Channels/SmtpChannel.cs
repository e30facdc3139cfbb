using System.Net.Mail;

namespace FlashSale.Notifications;

/// <summary>E-mail through the server in FLASHSALE_SMTP.</summary>
public sealed class SmtpChannel(Uri server, TimeSpan limit) : INoticeChannel
{
    /// <summary>From connecting to the answer for the last byte.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);

    public string Name => "email";

    public async Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        if (!Mail.TryCompose(notice, out var mail))
            return new(ChannelAnswerKind.Refused, "Not an e-mail address.");

        using var composed = mail;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ends.CancelAfter(limit);
        // One connection a mail: a client carries one mail at a time, and keeps no promise about a connection that broke.
        var client = new SmtpClient(server.Host, server.Port > 0 ? server.Port : 25);
        try
        {
            await client.SendMailAsync(mail, ends.Token);
            return new(ChannelAnswerKind.Sent);
        }
        catch (SmtpException exception)
        {
            var kind = (int)exception.StatusCode >= 500 ? ChannelAnswerKind.Refused : ChannelAnswerKind.NotNow;
            return new(kind, $"{(int)exception.StatusCode} {exception.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ChannelAnswerKind.NotNow, $"No answer within {limit.TotalSeconds:0.#} s.");
        }
        finally
        {
            // Says QUIT and waits for the answer, which a server that hangs never gives.
            _ = Task.Run(client.Dispose, CancellationToken.None);
        }
    }
}
