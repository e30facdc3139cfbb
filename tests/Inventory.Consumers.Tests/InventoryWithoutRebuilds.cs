using FlashSale.Inventory.Rebuild;
using Microsoft.Extensions.DependencyInjection;

namespace FlashSale.Inventory.Tests;

/// <summary>What Redis has lost stays lost, until the test puts it back.</summary>
public sealed class InventoryWithoutRebuilds : RunningInventory
{
    protected override string RedeliverySeconds => "1";

    protected override void Configure(IServiceCollection services) => services.AddSingleton(new RebuildOptions { LookEvery = TimeSpan.FromHours(1) });
}
