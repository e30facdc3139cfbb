namespace FlashSale.Inventory.Tests;

/// <summary>Two processes' worth of inventory on the same servers.</summary>
public sealed class TwoInstances : RunningInventory
{
    protected override int Instances => 2;
}
