namespace FlashSale.Ordering.Api.Operations.Sagas;

/// <summary>An <see cref="AwaitedAnswer"/> that the sagas ask for in vain, or not any more: a person has to look after it.</summary>
/// <param name="Attempts">Times that it was asked for since a person last did.</param>
/// <param name="IsDeadLetter">A message that it takes is a dead letter, and the same one would fail again.</param>
public sealed record StuckAnswer(string Answer, Guid OrderId, string Subject, string? ProductId, string? State, DateTimeOffset Since, int Attempts, bool IsDeadLetter)
{
    /// <summary>What the person does.</summary>
    public string Remedy => IsDeadLetter
        ? $"a message of it is a dead letter: remove the cause, then ./flashsale resume {OrderId}, or replay the dead letter"
        : $"{Attempts} resends had no answer: look at the service that owes it, then ./flashsale resume {OrderId}";
}
