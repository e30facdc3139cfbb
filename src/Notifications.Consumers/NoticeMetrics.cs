using System.Diagnostics.Metrics;
using FlashSale.Contracts;

namespace FlashSale.Notifications;

/// <summary>Counts how notices end.</summary>
public sealed class NoticeMetrics
{
    readonly Counter<long> _ended;

    public NoticeMetrics(IMeterFactory meters) =>
        _ended = meters.Create("FlashSale.Notifications").CreateCounter<long>("flashsale.notices.ended", "{notice}", "Notices sent, skipped or given up.");

    public void Ended(Notice notice, NoticeOutcome outcome) => _ended.Add(1, new("notice", notice.Name), new("outcome", outcome.ToString()));
}
