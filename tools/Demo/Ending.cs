namespace FlashSale.Demo;

/// <param name="Name">The status that the order must end with.</param>
/// <param name="Story">What is done to the order.</param>
/// <param name="RunAsync">Drives one order and returns the status that it ended with.</param>
sealed record Ending(string Name, string Story, Func<Task<string>> RunAsync);
