using FlashSale.Benchmarks.Pipeline.Measuring;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests.Pipeline;

public sealed class When_costs_are_compared
{
    static readonly Sample From = new()
    {
        Timestamp = 0,
        MachineCpuSeconds = 100,
        CpuSeconds = new Dictionary<string, double> { ["sagas"] = 10, ["postgres"] = 20 },
        Transactions = 1000,
        Statements = 5000,
        TransactionEnds = 900,
        Commands = new Dictionary<string, double> { ["sagas"] = 100 },
        Messages = new Dictionary<string, double> { ["sagas"] = 50 },
    };

    static readonly Cost Cost = Cost.Between(From, From with
    {
        Timestamp = TimeProvider.System.TimestampFrequency * 10,
        MachineCpuSeconds = 100 + 4 + 2.5,
        CpuSeconds = new Dictionary<string, double> { ["sagas"] = 13, ["postgres"] = 21 },
        Transactions = 1600,
        Statements = 6800,
        TransactionEnds = 1500,
        // A second instance that has no earlier figure.
        Commands = new Dictionary<string, double> { ["sagas"] = 700, ["sagas.2"] = 300 },
        Messages = new Dictionary<string, double> { ["sagas"] = 350, ["sagas.2"] = 100 },
    }, orders: 200, new Dictionary<string, (double, double)> { ["sagas"] = (200, 210) }, []);

    [Fact]
    public void Should_divide_processor_time_by_the_orders() => Cost.CpuMilliseconds.ShouldBe(new Dictionary<string, double> { ["sagas"] = 15, ["postgres"] = 5 });

    [Fact]
    public void Should_tell_what_others_took() => Cost.ElsewhereShare.ShouldBe(0.25 / Environment.ProcessorCount, 1e-9);

    [Fact]
    public void Should_count_a_commit_as_a_round_trip_of_its_own() => Cost.RoundTrips.ShouldBe((900 + 600) / 200.0);

    [Fact]
    public void Should_tell_memory_now_from_its_peak() => (Cost.Memory["sagas"], Cost.PeakMemory["sagas"]).ShouldBe((200, 210));

    [Fact]
    public void Should_divide_counters_by_the_orders() => (Cost.Transactions, Cost.Statements, Cost.Messages).ShouldBe((3, 9, 2));
}
