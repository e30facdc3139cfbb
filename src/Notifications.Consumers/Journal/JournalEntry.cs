using FlashSale.Contracts;

namespace FlashSale.Notifications.Journal;

/// <param name="Outcome">How the notice ended; null while it has not.</param>
/// <param name="Attempts">Attempts so far, this one included.</param>
public sealed record JournalEntry(NoticeOutcome? Outcome, int Attempts);
