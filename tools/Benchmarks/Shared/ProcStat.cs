namespace FlashSale.Benchmarks.Shared;

/// <summary>One line of /proc/&lt;pid&gt;/stat (proc(5)): the parent, and processor time in clock ticks.</summary>
/// <param name="Pid">The process.</param>
/// <param name="ParentPid">Its parent.</param>
/// <param name="OwnTicks">User and system time of the process, all threads.</param>
/// <param name="ReapedTicks">The same of its children that have ended and were waited for.</param>
sealed record ProcStat(int Pid, int ParentPid, long OwnTicks, long ReapedTicks)
{
    // USER_HZ: the unit of /proc, 100 on every Linux that .NET runs on.
    public const double TicksPerSecond = 100;

    public static ProcStat Parse(string line)
    {
        // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
        var nameEnd = line.LastIndexOf(')');
        var fields = line[(nameEnd + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)]), int.Parse(fields[1]), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

        long Ticks(int index) => long.Parse(fields[index]);
    }
}
