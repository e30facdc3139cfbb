using FlashSale.Contracts;

namespace FlashSale.Notifications.Journal;

/// <param name="Notice">The notice.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">What the last attempt met; null when nothing.</param>
sealed record NoticeEnd(Notice Notice, NoticeOutcome Outcome, string? Error);
