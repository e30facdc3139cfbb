using System.Security.Cryptography;
using MassTransit;

namespace FlashSale.ServiceDefaults.Messaging;

/// <summary>
/// Two processes with equal worker ids create equal message ids, and an inbox then drops one of two different messages.
/// MassTransit's default takes the id from the network card, which containers share: random bytes do not repeat.
/// </summary>
sealed class RandomWorkerId : IWorkerIdProvider, IProcessIdProvider
{
    readonly byte[] _worker = RandomNumberGenerator.GetBytes(6);
    readonly byte[] _process = RandomNumberGenerator.GetBytes(2);

    public byte[] GetWorkerId(int index) => _worker;

    public byte[] GetProcessId() => _process;

    static readonly RandomWorkerId Instance = new();

    /// <summary>Once for the whole process: ids created before and after a change could collide.</summary>
    public static void Use()
    {
        NewId.SetWorkerIdProvider(Instance);
        NewId.SetProcessIdProvider(Instance);
    }
}
