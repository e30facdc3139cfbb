namespace FlashSale.Inventory.Tests;

/// <summary>An inventory on a broker that has no queue for its words, as before the sagas' first start.</summary>
public sealed class UnroutedInventory : RunningInventory
{
    protected override bool IsHeard => false;
}
