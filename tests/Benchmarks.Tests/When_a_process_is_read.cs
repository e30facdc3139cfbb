using FlashSale.Benchmarks.Shared;
using Shouldly;
using Xunit;

namespace FlashSale.Benchmarks.Tests;

public sealed class When_a_process_is_read
{
    [Fact]
    public void Should_count_its_time_and_that_of_its_ended_children() =>
        ProcStat.Parse("4711 (postgres) S 1 4711 4711 0 -1 4194560 100 200 0 0 300 50 7 5 20 0 1 0 999 0 0").ShouldBe(new(4711, 1, 350, 12));

    [Fact]
    public void Should_not_trip_over_its_name() =>
        ProcStat.Parse("12 (a) name (x 3) R 11 12 12 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 9 0 0").ShouldBe(new(12, 11, 3, 7));

    [Fact]
    public void Should_find_the_time_that_this_process_spends()
    {
        var self = new Dictionary<string, int> { ["self"] = Environment.ProcessId };
        var before = Processes.ReadCpu(self)["self"];
        var machineBefore = Processes.ReadMachineCpu();
        var until = Environment.TickCount64 + 300;
        while (Environment.TickCount64 < until)
            Thread.SpinWait(1000);
        // Ticks are 10 ms; a busy machine may have given us a part of the time only.
        Processes.ReadCpu(self)["self"].ShouldBeGreaterThan(before + 0.02);
        Processes.ReadMachineCpu().ShouldBeGreaterThan(machineBefore + 0.02);
    }
}
