using System.Security.Cryptography;
using MassTransit;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// Two processes with the same worker id may create the same message ids, and an inbox then drops one of two different messages.
/// MassTransit takes the id from the network card by default, and containers may share its address; random bytes do not repeat.
/// </summary>
sealed class RandomWorkerId : IWorkerIdProvider, IProcessIdProvider
{
    readonly byte[] _worker = RandomNumberGenerator.GetBytes(6);
    readonly byte[] _process = RandomNumberGenerator.GetBytes(2);

    public byte[] GetWorkerId(int index) => _worker;

    public byte[] GetProcessId() => _process;

    static readonly RandomWorkerId Instance = new();

    /// <summary>Call this once per process: ids created before and after a change could collide.</summary>
    public static void Use()
    {
        NewId.SetWorkerIdProvider(Instance);
        NewId.SetProcessIdProvider(Instance);
    }
}
