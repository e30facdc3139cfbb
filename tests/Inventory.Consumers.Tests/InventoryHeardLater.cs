namespace FlashSale.Inventory.Tests;

/// <summary>An inventory on a broker that gets the queue for its words while commands wait for their redelivery.</summary>
public sealed class InventoryHeardLater : RunningInventory
{
    protected override bool IsHeard => false;

    protected override string RedeliverySeconds => "2,2,2,2,2,2";
}
