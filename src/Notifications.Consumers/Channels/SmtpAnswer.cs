using MailKit.Net.Smtp;

namespace FlashSale.Notifications;

/// <summary>What the mail server has said, as the journal takes it.</summary>
static class SmtpAnswer
{
    const int LongestReason = 500;

    /// <summary>A reply that refuses this mail (RFC 5321, 4.2.1): 5xx for good, all others for now.</summary>
    public static ChannelAnswer Of(SmtpResponse reply) =>
        new((int)reply.StatusCode >= 500 ? ChannelAnswerKind.Refused : ChannelAnswerKind.NotNow, Reason($"{(int)reply.StatusCode} {reply.Response}"));

    /// <summary>What is wrong with the connection, the login or the server says nothing about the mail, 5xx or not.</summary>
    public static ChannelAnswer NotNow(Exception exception)
    {
        var cause = exception.GetBaseException();
        return new(ChannelAnswerKind.NotNow, Reason(cause is SmtpCommandException said ? $"{(int)said.StatusCode} {said.Message}" : cause.Message));
    }

    /// <summary>Of any length and with any bytes, as the server pleases; a text with a zero in it could not be written to the journal.</summary>
    static string Reason(string words)
    {
        var plain = string.Create(Math.Min(words.Length, LongestReason), words, static (into, words) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = char.IsControl(words[i]) || char.IsSurrogate(words[i]) ? ' ' : words[i];
        });
        return plain.Trim();
    }
}
