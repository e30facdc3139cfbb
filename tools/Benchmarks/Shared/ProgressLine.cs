namespace FlashSale.Benchmarks.Shared;

/// <summary>One line on standard error that is written over; every ten seconds a line where that is no terminal.</summary>
sealed class ProgressLine
{
    readonly TimeSpan _interval = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(200);
    long _shown = TimeProvider.System.GetTimestamp();

    public void Show(string text)
    {
        if (TimeProvider.System.GetElapsedTime(_shown) < _interval)
            return;
        _shown = TimeProvider.System.GetTimestamp();
        Console.Error.Write(Console.IsErrorRedirected ? $"{text}\n" : $"\r{text}\e[K");
    }

    /// <summary>A line that stays.</summary>
    public static void Say(string text) => Console.Error.WriteLine(Console.IsErrorRedirected ? text : $"\r{text}\e[K");
}
