namespace FlashSale.Benchmarks.Pipeline.Measuring;

/// <summary>What the counters of the machine, of PostgreSQL and of the services stand at, at one moment.</summary>
sealed record Sample
{
    public required IReadOnlyDictionary<string, double> CpuSeconds { get; init; }
    public required double MachineCpuSeconds { get; init; }
    public required long Timestamp { get; init; }

    /// <summary>Statements that clients sent, COMMIT included.</summary>
    public required long Statements { get; init; }

    /// <summary>COMMIT and ROLLBACK: round trips that Npgsql does not count as commands.</summary>
    public required long TransactionEnds { get; init; }

    public required long Transactions { get; init; }

    /// <summary>Commands and batches that each service sent to PostgreSQL, each one round trip.</summary>
    public required IReadOnlyDictionary<string, double> Commands { get; init; }

    /// <summary>Messages that each service took from RabbitMQ.</summary>
    public required IReadOnlyDictionary<string, double> Messages { get; init; }
}
