using MailKit.Net.Smtp;

namespace FlashSale.Notifications.Channels;

/// <summary>The mail server's reply, as the journal keeps it.</summary>
static class SmtpAnswer
{
    const int LongestReason = 500;

    /// <summary>A reply that refuses this mail (RFC 5321, 4.2.1): 5xx for good, all others for now.</summary>
    public static ChannelAnswer Of(SmtpCommandException refusal) =>
        new((int)refusal.StatusCode >= 500 ? ChannelAnswerKind.Refused : ChannelAnswerKind.NotNow, Reason(refusal));

    /// <summary>A fault of the connection, the login or the server proves nothing about the mail, 5xx or not.</summary>
    public static ChannelAnswer NotNow(Exception exception) => new(ChannelAnswerKind.NotNow, Reason(exception.GetBaseException()));

    /// <summary>A reply may have any length and any bytes; text with a zero byte could not be written to the journal.</summary>
    static string Reason(Exception exception)
    {
        var words = exception is SmtpCommandException said ? $"{(int)said.StatusCode} {said.Message}" : exception.Message;
        return string.Create(Math.Min(words.Length, LongestReason), words, static (into, words) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = char.IsControl(words[i]) || char.IsSurrogate(words[i]) ? ' ' : words[i];
        });
    }
}
