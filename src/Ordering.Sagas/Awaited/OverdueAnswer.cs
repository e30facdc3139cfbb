namespace FlashSale.Ordering.Sagas.Awaited;

/// <summary>An answer that has been awaited for longer than <see cref="AwaitedOptions.OverdueAfter"/>.</summary>
/// <param name="Answer">A name of <see cref="AwaitedAnswers"/>.</param>
/// <param name="Subject">The payment's id when it is about one, otherwise empty.</param>
/// <param name="Amount">The payment's; 0 when it is not about one.</param>
/// <param name="Since">By PostgreSQL's clock.</param>
sealed record OverdueAnswer(string Answer, Guid OrderId, string Subject, decimal Amount, string? Currency, string? Reason, DateTimeOffset Since)
{
    public (string Answer, Guid OrderId, string Subject) Key => (Answer, OrderId, Subject);
}
