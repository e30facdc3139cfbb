namespace FlashSale.Benchmarks.Messaging;

/// <summary>What consuming one kind of message costs, each figure for one message but the rate.</summary>
sealed record MessagingResult
{
    public required string Name { get; init; }
    public required double MessagesPerSecond { get; init; }
    public required double Statements { get; init; }
    public required double Transactions { get; init; }
    public required double RoundTrips { get; init; }
    public required IReadOnlyDictionary<string, double> CpuMicroseconds { get; init; }

    /// <summary>Share of the machine's processors, 0 to 1, that anything else took meanwhile.</summary>
    public required double ElsewhereShare { get; init; }
}
