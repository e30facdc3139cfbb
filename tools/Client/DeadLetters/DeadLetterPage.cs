namespace FlashSale.Client.DeadLetters;

/// <summary>Dead letters of one queue.</summary>
/// <param name="Count">Dead letters in the queue.</param>
/// <param name="Matching">Those that fit the filter; of them, Messages has the first.</param>
public sealed record DeadLetterPage(string Queue, long Count, int Matching, IReadOnlyList<DeadLetter> Messages);
