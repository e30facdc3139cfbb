using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FlashSale.Benchmarks.Admission.Open;

/// <summary>epoll(7): which of many sockets have something to read. It costs a tenth of what awaiting each of them does.</summary>
sealed unsafe partial class Epoll : IDisposable
{
    const int MaxEvents = 512;
    const int Add = 1;
    const uint Readable = 1;
    const int Interrupted = 4;

    // struct epoll_event is packed on x86-64 alone: 4 bytes of flags, 8 of data.
    static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    static readonly int Size = DataAt + 8;

    readonly int _handle = Checked(epoll_create1(0));
    readonly byte* _events = (byte*)NativeMemory.AllocZeroed((nuint)(MaxEvents * Size));

    /// <param name="socket">Watched until it is closed.</param>
    /// <param name="tag">What <see cref="Wait"/> tells when there is something to read.</param>
    public void Watch(Socket socket, int tag)
    {
        var entry = stackalloc byte[Size];
        *(uint*)entry = Readable;
        *(long*)(entry + DataAt) = tag;
        Checked(epoll_ctl(_handle, Add, (int)socket.Handle, entry));
    }

    /// <summary>Waits until a socket can be read or the time is over.</summary>
    /// <returns>How many can; their tags are in <paramref name="tags"/>.</returns>
    public int Wait(int milliseconds, Span<int> tags)
    {
        var count = epoll_wait(_handle, _events, Math.Min(MaxEvents, tags.Length), milliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            return 0;
        Checked(count);
        for (var i = 0; i < count; i++)
            tags[i] = (int)*(long*)(_events + i * Size + DataAt);
        return count;
    }

    public void Dispose()
    {
        _ = close(_handle);
        NativeMemory.Free(_events);
    }

    static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int file, byte* entry);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int maxEvents, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
