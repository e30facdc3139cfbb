using System.Runtime.InteropServices;

namespace FlashSale.Chaos.Harness;

/// <summary>Signals to processes by their ids; Linux's numbers.</summary>
static partial class Signals
{
    const int Quit = 3;
    const int Kill = 9;
    const int Terminate = 15;
    const int Continue = 18;
    const int Stop = 19;

    public static void SendQuit(int pid) => Send(pid, Quit);

    public static void SendKill(int pid) => Send(pid, Kill);

    public static void SendTerminate(int pid) => Send(pid, Terminate);

    public static void SendStop(int pid) => Send(pid, Stop);

    public static void SendContinue(int pid) => Send(pid, Continue);

    // A process that has ended meanwhile is no fault: what it was to be told no longer matters.
    static void Send(int pid, int signal) => _ = SendSignal(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
