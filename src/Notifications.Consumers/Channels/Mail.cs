using System.Net.Mail;

namespace FlashSale.Notifications;

/// <summary>A notice as an e-mail.</summary>
static class Mail
{
    public static readonly MailAddress Sender = new("orders@flashsale.example", "FlashSale");

    /// <summary>False when the recipient is no e-mail address.</summary>
    public static bool TryCompose(Notice notice, out MailMessage mail)
    {
        mail = new MailMessage { From = Sender };
        if (!MailAddress.TryCreate(notice.Recipient, out var recipient))
            return false;

        mail.To.Add(recipient);
        mail.Subject = NoticeText.Subject(notice);
        mail.Body = NoticeText.Body(notice);
        mail.Headers.Add("Message-ID", notice.MessageId);
        return true;
    }
}
