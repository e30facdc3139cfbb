namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>What was seen in one queue.</summary>
/// <param name="Length">Letters in the queue.</param>
/// <param name="Letters">From its front; not all when there are more of them than one look takes.</param>
public sealed record DeadLetterLook(string Queue, uint Length, IReadOnlyList<DeadLetter> Letters)
{
    public bool IsComplete => Letters.Count >= Length;
}
