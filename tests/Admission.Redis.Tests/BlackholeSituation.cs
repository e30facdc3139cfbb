using FlashSale.TestKit;
using Xunit;

namespace FlashSale.Admission.Tests;

/// <summary>Admission over a connection whose replies a test can swallow.</summary>
public abstract class BlackholeSituation : IAsyncLifetime
{
    private protected ResponseBlackhole Blackhole { get; } = new(Servers.Addresses.Redis);

    private protected AdmissionUnderTest Admission { get; private set; } = null!;

    public async Task InitializeAsync() => Admission = await new AdmissionUnderTest(Blackhole.Address, Servers.Addresses.Redis).OpenAsync();

    public async Task DisposeAsync()
    {
        await Admission.DisposeAsync();
        Blackhole.Dispose();
    }
}
