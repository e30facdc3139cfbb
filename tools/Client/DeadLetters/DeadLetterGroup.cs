namespace FlashSale.Client.DeadLetters;

/// <summary>Dead letters of one queue that failed alike.</summary>
/// <param name="CameBack">Those that a person replayed in vain.</param>
public sealed record DeadLetterGroup(string? MessageType, string? ExceptionType, int Count, int CameBack, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt, string? LatestFault);
