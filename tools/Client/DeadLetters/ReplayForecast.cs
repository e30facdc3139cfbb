namespace FlashSale.Client.DeadLetters;

/// <summary>The answer to a dry run.</summary>
/// <param name="Count">Dead letters in the queue.</param>
/// <param name="WouldRedeliver">Those that fit, up to the limit.</param>
/// <param name="Outcomes">How many of them would do what.</param>
public sealed record ReplayForecast(string Queue, long Count, int WouldRedeliver, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<DeadLetter> Messages);
