namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>The dead letters that were seen in one queue.</summary>
/// <param name="Length">Messages in the queue.</param>
/// <param name="Letters">From its front; not all when there are more of them than one look takes.</param>
public sealed record DeadLetterLook(string Queue, uint Length, IReadOnlyList<DeadLetter> Letters)
{
    public bool IsComplete => Letters.Count >= Length;
}
