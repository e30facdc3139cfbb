using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FlashSale.TestKit;

/// <summary>The entries of a host's log that a test is about.</summary>
/// <param name="keeps">Whether an entry of this level and with this exception is one of them.</param>
public sealed class RecordedLog(Func<LogLevel, Exception?, bool> keeps) : ILoggerProvider, ILogger
{
    /// <summary>The text, and the exception behind it.</summary>
    public ConcurrentQueue<string> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (keeps(logLevel, exception))
            Entries.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
