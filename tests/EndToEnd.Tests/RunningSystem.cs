using Xunit;

namespace FlashSale.EndToEnd.Tests;

/// <summary>The four services as four processes, on the test run's servers; one for all tests of this project.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    public static readonly IReadOnlyList<string> Services = ["api", "sagas", "inventory", "notifications"];

    public Shop Shop { get; } = new();

    public async Task InitializeAsync()
    {
        foreach (var service in Services)
            await FlashSaleCommand.RunAsync("start", service);
    }

    public async Task DisposeAsync()
    {
        Shop.Dispose();
        foreach (var service in Services)
            await FlashSaleCommand.RunAsync("stop", service);
    }
}
