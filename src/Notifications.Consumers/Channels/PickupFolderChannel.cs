using System.Collections.Concurrent;
using System.Net.Mail;

namespace FlashSale.Notifications;

/// <summary>E-mail for development: a file in a folder, named by the Message-ID, so that a repetition replaces the file.</summary>
public sealed class PickupFolderChannel(string folder) : INoticeChannel
{
    readonly ConcurrentBag<DirectoryInfo> _aside = [];

    public string Name => "email";

    public async Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        if (!Mail.TryCompose(notice, out var mail))
            return new(ChannelAnswerKind.Refused, "Not an e-mail address.");

        using var composed = mail;
        // The client names its files at random: written aside, in a folder that nobody else writes to meanwhile, then moved in
        // one step to the name that a reader looks for. To make and delete a folder for each mail took a third of the time.
        if (!_aside.TryTake(out var aside))
            aside = new(Path.Combine(folder, ".writing", Guid.NewGuid().ToString("N")));
        try
        {
            aside.Create();
            foreach (var leftover in aside.EnumerateFiles())
                leftover.Delete();
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = aside.FullName };
            await client.SendMailAsync(mail, cancellationToken);
            aside.EnumerateFiles().Single().MoveTo(Path.Combine(folder, $"{notice.MessageId.Trim('<', '>')}.eml"), overwrite: true);
            return new(ChannelAnswerKind.Sent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SmtpException)
        {
            return new(ChannelAnswerKind.NotNow, exception.GetBaseException().Message);
        }
        finally
        {
            _aside.Add(aside);
        }
    }
}
