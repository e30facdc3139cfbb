namespace FlashSale.Notifications.Channels;

/// <summary>E-mail for development: a file in a folder, named by the Message-ID, so that a repetition replaces the file.</summary>
public sealed class PickupFolderChannel(string folder) : INoticeChannel
{
    // On the same file system, so that a file appears under its name in one step; each has a name of its own, so that a file that a
    // killed process leaves behind does no harm.
    readonly string _aside = Path.Combine(folder, ".writing");

    public string Name => "email";

    public async Task<ChannelAnswer> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        using var mail = Mail.Compose(notice);
        if (mail is null)
            return new(ChannelAnswerKind.Refused, "Not an e-mail address.");

        var file = Path.Combine(_aside, $"{Guid.NewGuid():N}.eml");
        try
        {
            Directory.CreateDirectory(_aside);
            try
            {
                await mail.WriteToAsync(Mail.FormatOf(mail), file, cancellationToken);
                File.Move(file, Path.Combine(folder, $"{mail.MessageId}.eml"), overwrite: true);
            }
            finally
            {
                File.Delete(file);
            }

            return new(ChannelAnswerKind.Sent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(ChannelAnswerKind.NotNow, exception.Message);
        }
    }
}
