using FlashSale.Admission.Admit;
using FlashSale.TestKit;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>Admission over a Redis that the test may stop, kill and reconfigure. One order is in.</summary>
public abstract class OwnRedisSituation : IAsyncLifetime
{
    private protected RedisProcess Server { get; private set; } = null!;

    private protected AdmissionUnderTest Admission { get; private set; } = null!;

    private protected AdmissionReply First { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisProcess.StartNewAsync();
        Admission = await new AdmissionUnderTest(Server.Address).OpenAsync();
        // On a busy machine the first call may outlast its timeout; the same key gives the same order.
        First = await Poll.UntilAsync(() => Admission.AdmitAsync("first", key: "k"), reply => reply.Order is not null, "the first order is in");
    }

    public async Task DisposeAsync()
    {
        await Admission.DisposeAsync();
        await Server.DisposeAsync();
    }
}
