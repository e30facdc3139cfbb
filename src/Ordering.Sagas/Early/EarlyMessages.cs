using FlashSale.ServiceDefaults.Faults;
using MassTransit;

namespace FlashSale.Ordering.Sagas.Early;

/// <summary>
/// Payments and buyers' requests overtake their order when it waits in a queue: expected, and no fault. Such a message is consumed like any other
/// of its transaction, and what it leaves there is a schedule: it comes again under an id of its own, since the inbox has taken its first one.
/// </summary>
sealed class EarlyMessages(FaultTimings timings)
{
    /// <summary>How often the message has come before its order.</summary>
    public const string Header = "FlashSale-Early";

    /// <summary>An order that is not there after as long as all redeliveries take is not on its way.</summary>
    readonly TimeSpan[] _waits = [.. WaitsOf(timings.Redeliveries)];

    /// <summary>Has the message delivered again later; in the transaction in which this one is consumed.</summary>
    /// <returns>False when it has come for the last time.</returns>
    public async Task<bool> TryPostponeAsync<T>(ConsumeContext<T> context)
        where T : class
    {
        var times = context.Headers.Get<int>(Header) ?? 0;
        if (times >= _waits.Length)
            return false;
        await context.ScheduleSend(_waits[times], context.Message, Pipe.Execute<SendContext<T>>(again =>
        {
            again.Headers.Set(Header, times + 1);
            // A redelivery for whoever looks for the order's messages; but it uses none up, before the last.
            again.Headers.Set(MessageHeaders.RedeliveryCount, times + 1 == _waits.Length ? timings.Redeliveries.Count : context.GetRedeliveryCount());
        }));
        return true;
    }

    /// <summary>From a second on the wait doubles: the message comes within twice the time that its order takes, and few times.</summary>
    internal static IEnumerable<TimeSpan> WaitsOf(IReadOnlyList<TimeSpan> redeliveries)
    {
        var left = redeliveries.Aggregate(TimeSpan.Zero, (sum, redelivery) => sum + redelivery);
        for (var wait = redeliveries.Where(redelivery => redelivery > TimeSpan.Zero).Prepend(TimeSpan.FromSeconds(1)).Min(); left > TimeSpan.Zero; wait *= 2)
        {
            var next = wait < left ? wait : left;
            yield return next;
            left -= next;
        }
    }
}
