using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace FlashSale.Notifications;

/// <summary>A notice as an e-mail.</summary>
static class Mail
{
    public static readonly MailAddress Sender = new("orders@flashsale.example", "FlashSale");

    /// <summary>False when the recipient is no e-mail address, or one that cannot be written in the ASCII of a mail's envelope.</summary>
    public static bool TryCompose(Notice notice, out MailMessage mail)
    {
        mail = new MailMessage { From = Sender };
        if (!MailAddress.TryCreate(notice.Recipient, out var recipient) || !HasEnvelopeForm(recipient))
            return false;

        mail.To.Add(recipient);
        mail.Subject = NoticeText.Subject(notice);
        mail.Body = NoticeText.Body(notice);
        mail.Headers.Add("Message-ID", notice.MessageId);
        return true;
    }

    static bool HasEnvelopeForm(MailAddress address)
    {
        if (!Ascii.IsValid(address.User))
            return false;
        try
        {
            new IdnMapping().GetAscii(address.Host);
            return true;
        }
        catch (ArgumentException)
        {
            // There is no way to ask first.
            return Ascii.IsValid(address.Host);
        }
    }
}
