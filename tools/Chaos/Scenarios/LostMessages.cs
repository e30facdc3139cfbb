using System.Globalization;

namespace FlashSale.Chaos.Scenarios;

/// <summary>How soon a message that was taken away has to be missed, by the settings that the services run with (docs/configuration.md).</summary>
static class LostMessages
{
    /// <summary>The looks for overdue answers and at the books are so far apart.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    /// <summary>An answer is overdue; the next look sees it, the markers of that one and of the one after it have passed its two queues when the next look comes.</summary>
    static readonly TimeSpan AnAnswer = Harness.Services.OverdueAfter + 3 * Look;

    /// <summary>A submission, which only the books show, is old enough; the next look asks the broker whether it is still on its way, and the one after that confirms it.</summary>
    static readonly TimeSpan ASubmission = TimeSpan.FromMinutes(1) + 2 * Look;

    public static TimeSpan UntilMissed => AnAnswer > ASubmission ? AnAnswer : ASubmission;

    /// <summary>From overdue to sent again, for the first time, with the consumer away in between.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Says what was sent again later than it may be.</summary>
    public static async Task JudgeAsync(Run run)
    {
        var late = await run.Servers.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT string_agg(format('%s of %s after %s', r.answer, r.order_id, r.resent_at - r.since), ', ') FROM ordering.resends r JOIN ordering.orders o USING (order_id)
            WHERE o.product_id = '{run.Sale.ProductId}' AND r.attempts = 1 AND r.resent_at - r.since > interval '{(Harness.Services.OverdueAfter + LongestWait).TotalSeconds} s'
            """));
        if (late is string which)
            run.Violations.Add($"Sent again too late: {which}.");
    }
}
