namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>An answer that orders, or their money, wait for: which message asks for it again, and where.</summary>
/// <param name="Name">As in the views ordering.awaited_answers and ordering.unapplied_reports, which say who waits for it and since when.</param>
/// <param name="Awaits">Who waits for what, for people.</param>
/// <param name="Queue">The one queue that owes the answer; no other subscriber of the message gets it.</param>
/// <param name="AnswersTo">The queue that the answer comes back through; null when the first one gives it, and its message needs nothing of the order.</param>
/// <param name="Message">The message, from the order (null when it is not needed, or unknown) and from what is overdue.</param>
sealed record AwaitedAnswer(string Name, string Awaits, string Queue, string? AnswersTo, Func<OrderState?, OverdueAnswer, object> Message)
{
    /// <summary>The queues that question and answer pass, in this order.</summary>
    public IReadOnlyList<string> Route { get; } = AnswersTo is null ? [Queue] : [Queue, AnswersTo];
}
