using System.Text;
using MimeKit;

namespace FlashSale.Notifications.Channels;

/// <summary>A notice as an e-mail.</summary>
static class Mail
{
    static readonly MailboxAddress Sender = new("FlashSale", "orders@flashsale.example");

    /// <summary>The default is made for reading mail as it occurs, and finds an address in "alice".</summary>
    static readonly ParserOptions Strict = new() { AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false };

    static readonly FormatOptions Utf8 = new() { International = true };

    /// <returns>Null when the recipient is not an e-mail address.</returns>
    public static MimeMessage? Compose(Notice notice)
    {
        if (!MailboxAddress.TryParse(Strict, notice.Recipient, out var recipient))
            return null;

        // Only the address: the text around it is whatever a buyer wrote into an order.
        var to = new MailboxAddress("", recipient.Address);
        var mail = new MimeMessage([Sender], [to], NoticeText.Subject(notice), new TextPart { Text = NoticeText.Body(notice) });
        mail.Headers.Replace("Message-ID", notice.MessageId);
        return mail;
    }

    /// <summary>Whether the recipient cannot be written in ASCII: a domain nearly always can, the part before the @ cannot.</summary>
    public static bool NeedsUtf8(MimeMessage mail) => mail.To.Mailboxes.Any(mailbox => !Ascii.IsValid(mailbox.GetAddress(idnEncode: true)));

    public static FormatOptions FormatOf(MimeMessage mail) => NeedsUtf8(mail) ? Utf8 : FormatOptions.Default;
}
