using FlashSale.TestKit;

namespace FlashSale.Inventory.Tests;

/// <summary>An inventory whose Redis may be killed.</summary>
public class InventoryWithItsOwnRedis : RunningInventory
{
    public TestRedis OwnRedis { get; } = new();

    protected override string Redis => OwnRedis.Address;

    public override async Task InitializeAsync()
    {
        await OwnRedis.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await OwnRedis.DisposeAsync();
    }
}
