using FlashSale.Benchmarks.Shared;

namespace FlashSale.Benchmarks.Pipeline.Measuring;

/// <summary>What a stage cost, for each order, from its first request to its last milestone.</summary>
sealed record Cost
{
    /// <summary>Processor milliseconds an order of each process with its children; "load" is the generator.</summary>
    public required IReadOnlyDictionary<string, double> CpuMilliseconds { get; init; }

    /// <summary>Share of the machine's processors, 0 to 1, that anything else took meanwhile: the kernel's own threads, other programs.</summary>
    public required double ElsewhereShare { get; init; }

    public required double Transactions { get; init; }
    public required double Statements { get; init; }
    public required double RoundTrips { get; init; }
    public required double Messages { get; init; }

    /// <summary>Messages taken an order, by service.</summary>
    public required IReadOnlyDictionary<string, double> MessagesTaken { get; init; }

    /// <summary>Commands and batches an order, by service, without COMMIT.</summary>
    public required IReadOnlyDictionary<string, double> Commands { get; init; }

    /// <summary>Resident memory at the end, in MB.</summary>
    public required IReadOnlyDictionary<string, double> Memory { get; init; }

    /// <summary>The most since the process began.</summary>
    public required IReadOnlyDictionary<string, double> PeakMemory { get; init; }

    /// <summary>What PostgreSQL's time went to.</summary>
    public required IReadOnlyList<TopStatement> TopStatements { get; init; }

    public static Cost Between(Sample from, Sample to, int orders, IReadOnlyDictionary<string, (double Now, double Peak)> memory, IReadOnlyList<TopStatement> topStatements)
    {
        var cpu = Difference(from.CpuSeconds, to.CpuSeconds);
        var messages = Difference(from.Messages, to.Messages);
        var commands = Difference(from.Commands, to.Commands);
        var seconds = TimeProvider.System.GetElapsedTime(from.Timestamp, to.Timestamp).TotalSeconds;
        return new()
        {
            CpuMilliseconds = cpu.ToDictionary(process => process.Key, process => process.Value * 1000 / orders, StringComparer.Ordinal),
            ElsewhereShare = Processes.ShareOfOthers(to.MachineCpuSeconds - from.MachineCpuSeconds, cpu.Values.Sum(), seconds),
            Transactions = (double)(to.Transactions - from.Transactions) / orders,
            Statements = (double)(to.Statements - from.Statements) / orders,
            RoundTrips = (commands.Values.Sum() + to.TransactionEnds - from.TransactionEnds) / orders,
            Messages = messages.Values.Sum() / orders,
            MessagesTaken = messages.ToDictionary(service => service.Key, service => service.Value / orders, StringComparer.Ordinal),
            Commands = commands.ToDictionary(service => service.Key, service => service.Value / orders, StringComparer.Ordinal),
            Memory = memory.ToDictionary(process => process.Key, process => process.Value.Now, StringComparer.Ordinal),
            PeakMemory = memory.ToDictionary(process => process.Key, process => process.Value.Peak, StringComparer.Ordinal),
            TopStatements = topStatements,
        };
    }

    static Dictionary<string, double> Difference(IReadOnlyDictionary<string, double> from, IReadOnlyDictionary<string, double> to) =>
        to.ToDictionary(one => one.Key, one => one.Value - from.GetValueOrDefault(one.Key), StringComparer.Ordinal);
}
