using System.Diagnostics;
using MassTransit;

namespace FlashSale.ServiceDefaults;

/// <summary>
/// Named places where a process can be made to die as if by kill -9. Calls are compiled only into the build of ./flashsale chaos
/// (-p:CrashPoints=true); any other build has none.
/// </summary>
/// <remarks>
/// Armed by FLASHSALE_CRASH_POINT = name:passage or name:passage:subject: the process dies when it
/// passes there for the given time, counting only passages of the subject when one is named.
/// </remarks>
public static class CrashPoint
{
    static readonly string[] Armed = (Environment.GetEnvironmentVariable("FLASHSALE_CRASH_POINT") ?? "").Split(':');
    static int _passages;

    /// <param name="name">The place.</param>
    /// <param name="subject">The subject of the passage, where the place has one: a user id.</param>
    [Conditional("CRASH_POINTS")]
    public static void Reach(string name, string? subject = null)
    {
        if (Armed.Length < 2 || Armed[0] != name || (Armed.Length > 2 && Armed[2] != subject))
            return;
        if (Interlocked.Increment(ref _passages) != int.Parse(Armed[1]))
            return;
        Console.Error.WriteLine($"Crash point {name} reached at passage {Armed[1]}.");
        Process.GetCurrentProcess().Kill();
        // The signal is on its way to all threads: this one must not continue meanwhile.
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>The moments of message delivery, as outbox-committed, outbox-confirmed, outbox-deleting, outbox-taken and outbox-fired.</summary>
    [Conditional("CRASH_POINTS")]
    internal static void InDelivery(PostgresMessagingOptions options) => options.Reached = point =>
    {
        Reach($"outbox-{point.ToString().ToLowerInvariant()}");
        return Task.CompletedTask;
    };
}
