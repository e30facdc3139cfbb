namespace FlashSale.Client.DeadLetters;

/// <summary>What a dead letter would do if it were replayed now, by the records as they stand.</summary>
/// <param name="Outcome">Acts, Nothing, ComesBack or Unknown.</param>
public sealed record DeadLetterForecast(string Outcome, string Text);
