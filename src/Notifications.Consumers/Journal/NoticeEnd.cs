using FlashSale.Contracts;

namespace FlashSale.Notifications.Journal;

/// <param name="Notice">The notice.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The fault of the last attempt; null when there was none.</param>
sealed record NoticeEnd(Notice Notice, NoticeOutcome Outcome, string? Error);
