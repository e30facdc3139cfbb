namespace FlashSale.Chaos.Harness;

/// <summary>
/// A process whose whole clock is off, as one without time synchronization: libfaketime, which is loaded into it, answers every question for the time. Clocks
/// that only measure (CLOCK_MONOTONIC) are right on such a machine, too.
/// </summary>
static class FakedClock
{
    /// <param name="offset">+20m, as libfaketime writes it.</param>
    /// <returns>Settings for the process.</returns>
    /// <exception cref="InvalidOperationException">libfaketime is not installed.</exception>
    public static (string Name, string Value)[] Settings(string offset) => [("LD_PRELOAD", Library), ("FAKETIME", offset), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_FORCE_MONOTONIC_FIX", "0"), ("FAKETIME_DISABLE_SHM", "1")];

    /// <summary>The one for processes with threads.</summary>
    static string Library => Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).FirstOrDefault()
        ?? throw new InvalidOperationException("libfaketime is missing: install Debian's package faketime.");
}
