namespace FlashSale.Benchmarks.Shared;

/// <summary>What the figures were measured on.</summary>
sealed record Machine(string Processor, int Cores, double MemoryGigabytes, string Kernel)
{
    public static Machine Read() => new(
        Field("/proc/cpuinfo", "model name"),
        Environment.ProcessorCount,
        Math.Round(double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0]) / 1024 / 1024, 1),
        Environment.OSVersion.Version.ToString());

    public override string ToString() => $"{Processor}, {Cores} cores, {MemoryGigabytes} GB, Linux {Kernel}";

    // Not every processor has a model name in /proc/cpuinfo.
    static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";
}
