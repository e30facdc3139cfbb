namespace FlashSale.Client.DeadLetters;

/// <summary>A queue of dead letters.</summary>
/// <param name="Origin">The queue where they failed.</param>
/// <param name="Complete">Whether all of them are in the groups.</param>
public sealed record QueueOverview(string Name, string Origin, long Count, bool Complete, IReadOnlyList<DeadLetterGroup> Groups);
