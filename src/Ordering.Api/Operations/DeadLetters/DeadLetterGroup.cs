namespace FlashSale.Ordering.Api.Operations.DeadLetters;

/// <summary>Messages of one queue that failed alike.</summary>
/// <param name="CameBack">Messages that an operator replayed in vain.</param>
public sealed record DeadLetterGroup(string? MessageType, string? ExceptionType, int Count, int CameBack, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt, string? LatestFault)
{
    /// <summary>The largest first.</summary>
    public static IReadOnlyList<DeadLetterGroup> Of(IEnumerable<DeadLetter> letters) =>
    [
        .. from letter in letters
           group letter by (letter.MessageType, letter.ExceptionType) into alike
           orderby alike.Count() descending
           select new DeadLetterGroup(alike.Key.MessageType, alike.Key.ExceptionType, alike.Count(), alike.Count(letter => letter.Redeliveries > 0),
               alike.Min(letter => letter.At), alike.Max(letter => letter.At), alike.MaxBy(letter => letter.At)?.Fault),
    ];
}
