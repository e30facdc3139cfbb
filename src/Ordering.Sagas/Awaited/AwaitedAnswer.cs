using MassTransit;

namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>An answer that orders, or their money, wait for: which message asks for it again, and where.</summary>
/// <param name="Name">As in the views ordering.awaited_answers and ordering.unapplied_reports, which say who waits for it and since when.</param>
/// <param name="Awaits">Who waits for what, for people.</param>
/// <param name="Queue">The one queue that owes the answer; no other subscriber of the message gets it.</param>
/// <param name="AnswersTo">The queue that the answer comes back through; null when the first one gives it, and its message needs nothing of the order.</param>
/// <param name="Message">The message, from the order (null when it is not needed, or unknown) and from what is overdue.</param>
/// <param name="Way">The messages on whose way the answer comes: of the order, and on their way to the broker, they explain why it is not there.</param>
sealed record AwaitedAnswer(string Name, string Awaits, string Queue, string? AnswersTo, Func<OrderState?, OverdueAnswer, object> Message, params Type[] Way)
{
    /// <summary>As the tables of messages name them.</summary>
    readonly string[] _way = [.. Way.Select(MessageUrn.ForTypeString)];

    /// <param name="overdue">What is awaited.</param>
    /// <param name="onTheirWay">Messages that have yet to reach the broker, by order.</param>
    public bool IsExplainedBy(OverdueAnswer overdue, IReadOnlySet<(Guid OrderId, string Message)> onTheirWay) => _way.Any(message => onTheirWay.Contains((overdue.OrderId, message)));

    /// <summary>The queues that question and answer pass, in this order.</summary>
    public IReadOnlyList<string> Route { get; } = AnswersTo is null ? [Queue] : [Queue, AnswersTo];
}
