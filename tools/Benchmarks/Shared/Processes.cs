using System.Globalization;

namespace FlashSale.Benchmarks.Shared;

/// <summary>The processes of a home, by their pid files, as /proc sees them at one moment.</summary>
static class Processes
{
    /// <summary>The load generator: this process.</summary>
    public const string Load = "load";

    /// <returns>Name of the pid file (postgres, sagas, sagas.2, ...) to process id, and this process.</returns>
    public static IReadOnlyDictionary<string, int> Find(string home)
    {
        var found = Directory.EnumerateFiles(Path.Combine(home, "run"), "*.pid").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file), file => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture), StringComparer.Ordinal);
        found.Add(Load, Environment.ProcessId);
        return found;
    }

    /// <summary>Processor seconds so far of each process with all its descendants, ended ones included (PostgreSQL's backends).</summary>
    public static IReadOnlyDictionary<string, double> ReadCpu(IReadOnlyDictionary<string, int> processes)
    {
        var all = ReadAll();
        var children = all.ToLookup(stat => stat.ParentPid);
        var byPid = all.ToDictionary(stat => stat.Pid);
        return processes.ToDictionary(process => process.Key, process => byPid.TryGetValue(process.Value, out var root)
            ? Ticks(root) / ProcStat.TicksPerSecond
            : throw new InvalidOperationException($"{process.Key} (pid {process.Value}) has ended; see its log."), StringComparer.Ordinal);

        long Ticks(ProcStat stat) => stat.OwnTicks + stat.ReapedTicks + children[stat.Pid].Sum(Ticks);
    }

    /// <summary>Processor seconds that the whole machine has spent so far on anything but idling and waiting for disks.</summary>
    public static double ReadMachineCpu()
    {
        // cpu user nice system idle iowait irq softirq steal ...
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(long.Parse).ToArray();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ProcStat.TicksPerSecond;
    }

    /// <summary>Share of the machine's processors, 0 to 1, that went to none of the measured processes: the kernel's own threads, other programs.</summary>
    /// <param name="machineSeconds">Processor seconds of the whole machine meanwhile.</param>
    /// <param name="measuredSeconds">Those of the measured processes.</param>
    /// <param name="seconds">The time that it took.</param>
    public static double ShareOfOthers(double machineSeconds, double measuredSeconds, double seconds) =>
        Math.Max(0, machineSeconds - measuredSeconds) / (seconds * Environment.ProcessorCount);

    /// <summary>Memory that the process has resident now, and the most that it has had so far, in MB; PostgreSQL's backends are not in it.</summary>
    public static (double Now, double Peak) ReadMemory(int pid)
    {
        var lines = File.ReadLines($"/proc/{pid}/status").Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToLookup(fields => fields[0].TrimEnd(':'), StringComparer.Ordinal);
        return (Megabytes("VmRSS"), Megabytes("VmHWM"));

        double Megabytes(string name) => long.Parse(lines[name].Single()[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    static List<ProcStat> ReadAll()
    {
        var all = new List<ProcStat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1]) && int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                all.Add(ProcStat.Parse(File.ReadAllText(Path.Combine(folder, "stat"))));
            }
            catch (IOException)
            {
                // Ended while we looked; its time is in its parent's.
            }
        }

        return all;
    }
}
