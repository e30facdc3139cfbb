using FlashSale.TestKit;
using StackExchange.Redis;

namespace FlashSale.Inventory.Tests;

/// <summary>An inventory whose Redis may be killed.</summary>
public class InventoryWithItsOwnRedis : RunningInventory
{
    ConnectionMultiplexer? _look;

    public TestRedis OwnRedis { get; } = new();

    /// <summary>What the services have written, past their stores.</summary>
    public IDatabase Look => (_look ??= ConnectionMultiplexer.Connect($"{OwnRedis.Address["redis://".Length..]},allowAdmin=true")).GetDatabase();

    protected override string Redis => OwnRedis.Address;

    public override async Task InitializeAsync()
    {
        await OwnRedis.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        _look?.Dispose();
        await base.DisposeAsync();
        await OwnRedis.DisposeAsync();
    }
}
