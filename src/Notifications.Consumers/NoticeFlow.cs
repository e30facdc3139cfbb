using FlashSale.Contracts;
using FlashSale.Notifications.Channels;
using FlashSale.Notifications.Journal;
using FlashSale.ServiceDefaults;
using FlashSale.ServiceDefaults.Faults;
using FlashSale.ServiceDefaults.Messaging;
using MassTransit;

namespace FlashSale.Notifications;

/// <summary>
/// The steps of every notice: journal, channel, journal, NoticeEnded. A crash between the channel and the journal sends the
/// notice again under the same Message-ID; one between the journal and NoticeEnded sends nothing again and repeats NoticeEnded.
/// </summary>
public sealed class NoticeFlow(
    NoticeJournal journal, INoticeChannel channel, FaultTimings timings, NoticeMetrics metrics, IHostApplicationLifetime host, ILogger<NoticeFlow> logger)
{
    /// <summary>All attempts that the fault policy gives one message. A refused connection counts like a refused message: the mail server is not one of ours to wait for.</summary>
    readonly int _attemptsUntilGivenUp = (timings.Retries.Count + 1) * (timings.Redeliveries.Count + 1);

    public async Task RunAsync(ConsumeContext context, Notice notice)
    {
        var entry = await journal.BeginAsync(notice, context.CancellationToken);
        var outcome = entry.Outcome ?? await EndAsync(notice, entry.Attempts, context);
        var ended = new NoticeEnded { OrderId = notice.OrderId, Notice = notice.Name, Channel = channel.Name, Outcome = outcome };
        await context.PublishConfirmedAsync(ended, publish => publish.MessageId = DerivedId.Of(notice.OrderId, $"notice-{notice.Name}-{channel.Name}"));
    }

    async Task<NoticeOutcome> EndAsync(Notice notice, int attempt, ConsumeContext context)
    {
        var (outcome, error) = await TryAsync(notice, context);
        if (outcome is null && attempt >= _attemptsUntilGivenUp)
            outcome = NoticeOutcome.GivenUp;

        if (outcome is not { } end)
        {
            await journal.NoteFailureAsync(notice, error!, context.CancellationToken);
            throw new NoticeNotSentException(notice, attempt, error!);
        }

        CrashPoint.Reach("notice-sent");
        await journal.EndAsync(notice, end, error);
        metrics.Ended(notice, end);
        if (end == NoticeOutcome.GivenUp)
            logger.LogWarning("Notice {MessageId} is given up after {Attempts} attempts: {Error}", notice.MessageId, attempt, error);
        return end;
    }

    /// <returns>No outcome when it may be tried again.</returns>
    async Task<(NoticeOutcome? Outcome, string? Error)> TryAsync(Notice notice, ConsumeContext context)
    {
        if (string.IsNullOrWhiteSpace(notice.Recipient))
            return (NoticeOutcome.Skipped, null);
        // With its retries, 10 s each, a mail server that stands still held a stop until the bus gave up after 20 s. The
        // redelivery that follows them reaches the next host.
        if (context.GetRetryAttempt() > 0 && host.ApplicationStopping.IsCancellationRequested)
            return (null, "The host stops before the retry.");

        var answer = await channel.SendAsync(notice, context.CancellationToken);
        return answer.Kind switch
        {
            ChannelAnswerKind.Sent => (NoticeOutcome.Sent, null),
            ChannelAnswerKind.Refused => (NoticeOutcome.GivenUp, answer.Reason),
            _ => (null, answer.Reason),
        };
    }
}
